// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.callbacks.autoconfigure.genai.GenAiOperation;
import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;
import dev.callbacks.autoconfigure.observation.RunObservationDocumentation.HighCardinalityKeys;
import dev.callbacks.autoconfigure.observation.RunObservationDocumentation.LowCardinalityKeys;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.Usage;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * The default convention for the observations of runs: the GenAI conventions of
 * OpenTelemetry, and some attributes that Langfuse and LangSmith need besides. May be
 * extended.
 *
 * @since 0.1.0
 */
public class DefaultRunObservationConvention implements RunObservationConvention {

	private static final String NAME = "callbacks.run";

	private static final String UNKNOWN = "unknown";

	private final boolean version141;

	private final boolean forBackends;

	/**
	 * Creates the convention with the newest names and the attributes for backends.
	 */
	public DefaultRunObservationConvention() {
		this(false, true);
	}

	/**
	 * Creates the convention.
	 * @param version141 whether names are those of version 1.41 of the conventions
	 * @param forBackends whether to add what Langfuse and LangSmith need
	 */
	public DefaultRunObservationConvention(boolean version141, boolean forBackends) {
		this.version141 = version141;
		this.forBackends = forBackends;
	}

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(Observation.Context context) {
		RunInfo run = run(context).run();
		GenAiRequest request = GenAiRequest.of(run, run(context).start());
		if (request == null) {
			return kind(run) + " " + run.name();
		}
		String object = (request.operation().asksModel() && request.model() != null) ? request.model() : run.name();
		return request.operation().value() + " " + object;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(Observation.Context context) {
		GenAiOperation operation = GenAiOperation.of(run(context).run().kind());
		TerminalEvent end = run(context).end();
		return KeyValues.of(
				KeyValue.of(LowCardinalityKeys.OPERATION,
						(operation != null) ? operation.value() : kind(run(context).run())),
				KeyValue.of(LowCardinalityKeys.OUTCOME, (end != null) ? GenAiResponse.of(end).outcome() : UNKNOWN));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(Observation.Context context) {
		RunInfo run = run(context).run();
		RunKeys keys = new RunKeys();
		keys.add(HighCardinalityKeys.RUN_ID, run.id());
		GenAiRequest request = GenAiRequest.of(run, run(context).start());
		if (request != null) {
			addRequest(keys, request, run(context).start());
		}
		addConversation(keys, run.metadata());
		TerminalEvent end = run(context).end();
		if (end != null) {
			addResponse(keys, GenAiResponse.of(end), run);
		}
		return keys.values();
	}

	private void addRequest(RunKeys keys, GenAiRequest request, StartEvent start) {
		switch (request.operation()) {
			case CHAT, TEXT_COMPLETION,
					EMBEDDINGS ->
				keys.add(HighCardinalityKeys.PROVIDER, request.provider())
					.add(HighCardinalityKeys.SYSTEM, this.forBackends ? request.provider() : null)
					.add(HighCardinalityKeys.REQUEST_MODEL, request.model());
			case EXECUTE_TOOL -> keys.add(HighCardinalityKeys.TOOL_NAME, request.name())
				.add(HighCardinalityKeys.TOOL_TYPE, "function")
				.add(HighCardinalityKeys.TOOL_CALL_ID, (start instanceof ToolStart tool) ? tool.toolCallId() : null);
			case INVOKE_AGENT -> keys.add(HighCardinalityKeys.AGENT_NAME, request.name());
			case INVOKE_WORKFLOW -> keys
				.add(this.version141 ? HighCardinalityKeys.WORKFLOW_NAME : HighCardinalityKeys.AGENT_NAME,
						request.name())
				.add(HighCardinalityKeys.LANGFUSE_TYPE, this.forBackends ? "chain" : null)
				.add(HighCardinalityKeys.LANGSMITH_KIND, this.forBackends ? "chain" : null);
			case RETRIEVAL -> keys.add(HighCardinalityKeys.DATA_SOURCE_ID, request.name())
				.add(HighCardinalityKeys.LANGFUSE_TYPE, this.forBackends ? "retriever" : null)
				.add(HighCardinalityKeys.LANGSMITH_KIND, this.forBackends ? "retriever" : null);
		}
	}

	private void addConversation(RunKeys keys, Map<String, Object> metadata) {
		Object conversation = conversation(metadata);
		keys.add(HighCardinalityKeys.CONVERSATION_ID, conversation);
		if (this.forBackends) {
			keys.add(HighCardinalityKeys.SESSION_ID, conversation)
				.add(HighCardinalityKeys.USER_ID, metadata.get("user_id"));
		}
	}

	/**
	 * Returns the conversation, as Spring AI and our users name it, or as LangChain4j
	 * does, whose memories have a default id that means none.
	 */
	private static @Nullable Object conversation(Map<String, Object> metadata) {
		Object memory = metadata.get("memoryId");
		return metadata.getOrDefault("conversation_id", "default".equals(memory) ? null : memory);
	}

	private void addResponse(RunKeys keys, GenAiResponse response, RunInfo run) {
		keys.add(HighCardinalityKeys.RESPONSE_MODEL, response.model())
			.add(HighCardinalityKeys.RESPONSE_ID, response.id())
			.add(HighCardinalityKeys.FINISH_REASONS, joined(response.finishReasons()))
			.add(HighCardinalityKeys.ERROR_TYPE, response.errorType());
		Duration first = response.timeToFirstChunk();
		if (first != null) {
			keys.add(HighCardinalityKeys.REQUEST_STREAM, true)
				.add(HighCardinalityKeys.TIME_TO_FIRST_CHUNK, first.toNanos() / 1e9)
				.add(HighCardinalityKeys.LANGFUSE_COMPLETION_START,
						this.forBackends ? run.startTime().plus(first) : null);
		}
		if (response.usage() != null) {
			addUsage(keys, response.usage());
		}
	}

	private void addUsage(RunKeys keys, Usage usage) {
		keys.add(HighCardinalityKeys.INPUT_TOKENS, usage.inputTokens())
			.add(HighCardinalityKeys.OUTPUT_TOKENS, usage.outputTokens())
			.add(HighCardinalityKeys.CACHE_READ_TOKENS, usage.inputDetails().get("cache_read"))
			.add(this.version141 ? HighCardinalityKeys.CACHE_CREATION_TOKENS : HighCardinalityKeys.CACHE_WRITE_TOKENS,
					cacheWrites(usage))
			.add(HighCardinalityKeys.REASONING_TOKENS, usage.outputDetails().get("reasoning"));
	}

	private static @Nullable Long cacheWrites(Usage usage) {
		Long writes = usage.inputDetails().get("cache_write");
		return (writes != null) ? writes : usage.inputDetails().get("cache_creation");
	}

	private static @Nullable String joined(List<String> reasons) {
		return reasons.isEmpty() ? null : String.join(",", reasons);
	}

	private static String kind(RunInfo run) {
		return run.kind().name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Casts a context to its type.
	 * @param context a context that this convention supports
	 * @return the context of a run
	 */
	protected static RunObservationContext run(Observation.Context context) {
		return (RunObservationContext) context;
	}

}

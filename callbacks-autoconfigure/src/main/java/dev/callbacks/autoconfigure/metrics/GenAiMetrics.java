// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.time.Duration;
import java.util.Set;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.TerminalEvent;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A handler that records the GenAI meters from the events that end runs. All times are
 * those of the events.
 */
final class GenAiMetrics implements CallbackHandler {

	private static final Set<EventType> ENDS = Set.of(EventType.LLM_END, EventType.LLM_ERROR, EventType.CHAIN_END,
			EventType.CHAIN_ERROR, EventType.TOOL_END, EventType.TOOL_ERROR, EventType.RETRIEVER_END,
			EventType.RETRIEVER_ERROR);

	private final GenAiTags tags;

	private final GenAiUsage usage;

	private final @Nullable MeterProvider<Timer> inferenceDuration;

	private final @Nullable MeterProvider<Timer> operationDuration;

	private final MeterProvider<Timer> toolDuration;

	private final MeterProvider<Timer> agentDuration;

	private final MeterProvider<Timer> timeToFirstChunk;

	GenAiMetrics(GenAiMeters meters, GenAiTags tags) {
		this.tags = tags;
		this.usage = meters.usage();
		this.inferenceDuration = meters.inferenceDuration();
		this.operationDuration = meters.operationDuration();
		this.toolDuration = meters.toolDuration();
		this.agentDuration = meters.agentDuration();
		this.timeToFirstChunk = meters.timeToFirstChunk();
	}

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withInline(true).withInterest(ENDS);
	}

	@Override
	public void onEvent(CallbackEvent event) {
		if (event instanceof TerminalEvent end) {
			GenAiRequest request = GenAiRequest.of(end.run(), end.start());
			if (request != null) {
				record(request, GenAiResponse.of(end), end.duration());
			}
		}
	}

	private void record(GenAiRequest request, GenAiResponse response, Duration duration) {
		Tags ending = this.tags.ending(response);
		switch (request.operation()) {
			case CHAT, TEXT_COMPLETION -> {
				recordDuration(request, response, ending, duration);
				recordAnswer(response, this.tags.of(request, response));
			}
			case EMBEDDINGS, RETRIEVAL -> recordOperation(request, response, ending, duration);
			case EXECUTE_TOOL -> this.toolDuration.withTags(named(request).and(ending)).record(duration);
			case INVOKE_AGENT, INVOKE_WORKFLOW ->
				this.agentDuration.withTags(named(request).and(ending)).record(duration);
		}
	}

	private Tags named(GenAiRequest request) {
		return this.tags.named(request).and("gen_ai.operation.name", request.operation().value());
	}

	private void recordDuration(GenAiRequest request, GenAiResponse response, Tags ending, Duration duration) {
		if (this.inferenceDuration != null) {
			this.inferenceDuration.withTags(this.tags.of(request, response).and(ending)).record(duration);
		}
		else {
			recordOperation(request, response, ending, duration);
		}
	}

	private void recordOperation(GenAiRequest request, GenAiResponse response, Tags ending, Duration duration) {
		if (this.operationDuration != null) {
			this.operationDuration.withTags(this.tags.of(request, response).and(this.tags.named(request)).and(ending))
				.record(duration);
		}
	}

	private void recordAnswer(GenAiResponse response, Tags tags) {
		if (response.timeToFirstChunk() != null) {
			this.timeToFirstChunk.withTags(tags).record(response.timeToFirstChunk());
		}
		if (response.usage() != null) {
			this.usage.record(response.usage(), tags.and("callbacks.usage", GenAiTags.kind(response.usage())));
		}
	}

}

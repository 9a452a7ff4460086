// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of runs and their keys.
 *
 * @since 0.1.0
 */
public enum RunObservationDocumentation implements ObservationDocumentation {

	/** The observation of a run, of whatever kind. */
	RUN {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultRunObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeys.values();
		}
	};

	/**
	 * The keys of few values, which are tags of meters as well.
	 */
	public enum LowCardinalityKeys implements KeyName {

		/** The operation, such as {@code chat} or {@code execute_tool}. */
		OPERATION("gen_ai.operation.name"),

		/** The outcome of the run, {@code unknown} while it is open. */
		OUTCOME("callbacks.outcome");

		private final String key;

		LowCardinalityKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * The keys of spans only. One whose value is not known is left out.
	 */
	public enum HighCardinalityKeys implements KeyName {

		/** The id of the run. */
		RUN_ID("callbacks.run.id"),

		/** The provider of the model. */
		PROVIDER("gen_ai.provider.name"),

		/** The provider again, for LangSmith and older backends. */
		SYSTEM("gen_ai.system"),

		/** The model that is asked. */
		REQUEST_MODEL("gen_ai.request.model"),

		/** Whether the answer is streamed, if it is. */
		REQUEST_STREAM("gen_ai.request.stream"),

		/** The model that answers. */
		RESPONSE_MODEL("gen_ai.response.model"),

		/** The provider's id of the answer. */
		RESPONSE_ID("gen_ai.response.id"),

		/** The reasons why the answers ended. */
		FINISH_REASONS("gen_ai.response.finish_reasons"),

		/** The time to the first chunk, in seconds. */
		TIME_TO_FIRST_CHUNK("gen_ai.response.time_to_first_chunk"),

		/** The tokens of the request. */
		INPUT_TOKENS("gen_ai.usage.input_tokens"),

		/** The tokens of the answer. */
		OUTPUT_TOKENS("gen_ai.usage.output_tokens"),

		/** The tokens that were read from the provider's cache. */
		CACHE_READ_TOKENS("gen_ai.usage.cache_read.input_tokens"),

		/** The tokens that were written to the provider's cache. */
		CACHE_WRITE_TOKENS("gen_ai.usage.cache_write.input_tokens"),

		/** The tokens that were written to the provider's cache, in profile 1.41. */
		CACHE_CREATION_TOKENS("gen_ai.usage.cache_creation.input_tokens"),

		/** The tokens of reasoning. */
		REASONING_TOKENS("gen_ai.usage.reasoning.output_tokens"),

		/** The conversation. */
		CONVERSATION_ID("gen_ai.conversation.id"),

		/** The name of a tool. */
		TOOL_NAME("gen_ai.tool.name"),

		/** The model's id of the call of a tool. */
		TOOL_CALL_ID("gen_ai.tool.call.id"),

		/** The type of a tool. */
		TOOL_TYPE("gen_ai.tool.type"),

		/** The name of an agent or a chain. */
		AGENT_NAME("gen_ai.agent.name"),

		/** The name of a chain, in profile 1.41. */
		WORKFLOW_NAME("gen_ai.workflow.name"),

		/** The source of documents. */
		DATA_SOURCE_ID("gen_ai.data_source.id"),

		/** The class of the failure. */
		ERROR_TYPE("error.type"),

		/** The type of the observation, for Langfuse. */
		LANGFUSE_TYPE("langfuse.observation.type"),

		/** The time of the first chunk, for Langfuse. */
		LANGFUSE_COMPLETION_START("langfuse.observation.completion_start_time"),

		/** The kind of the run, for LangSmith. */
		LANGSMITH_KIND("langsmith.span.kind"),

		/** The user, for Langfuse. */
		USER_ID("user.id"),

		/** The conversation, for Langfuse. */
		SESSION_ID("session.id"),

		/** The messages of a request, if they are captured. */
		INPUT_MESSAGES("gen_ai.input.messages"),

		/** The messages of an answer, if they are captured. */
		OUTPUT_MESSAGES("gen_ai.output.messages"),

		/** The arguments of a tool, if they are captured. */
		TOOL_ARGUMENTS("gen_ai.tool.call.arguments"),

		/** The result of a tool, if it is captured. */
		TOOL_RESULT("gen_ai.tool.call.result"),

		/** The query for documents, if it is captured. */
		QUERY("gen_ai.retrieval.query.text"),

		/** The documents that were found, if they are captured. */
		DOCUMENTS("gen_ai.retrieval.documents"),

		/** The input of the outermost run, if it is captured. */
		INPUT("input.value"),

		/** The output of the outermost run, if it is captured. */
		OUTPUT("output.value");

		private final String key;

		HighCardinalityKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}

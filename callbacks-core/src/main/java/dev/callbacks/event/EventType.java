// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * The type of an event, one for each record of {@link CallbackEvent}.
 *
 * @since 0.1.0
 */
public enum EventType {

	/** See {@link ChatModelStart}. */
	CHAT_MODEL_START(ChatModelStart.class),

	/** See {@link LlmStart}. */
	LLM_START(LlmStart.class),

	/** See {@link LlmNewToken}. */
	LLM_NEW_TOKEN(LlmNewToken.class),

	/** See {@link LlmEnd}. */
	LLM_END(LlmEnd.class),

	/** See {@link LlmError}. */
	LLM_ERROR(LlmError.class),

	/** See {@link ChainStart}. */
	CHAIN_START(ChainStart.class),

	/** See {@link ChainEnd}. */
	CHAIN_END(ChainEnd.class),

	/** See {@link ChainError}. */
	CHAIN_ERROR(ChainError.class),

	/** See {@link ToolStart}. */
	TOOL_START(ToolStart.class),

	/** See {@link ToolEnd}. */
	TOOL_END(ToolEnd.class),

	/** See {@link ToolError}. */
	TOOL_ERROR(ToolError.class),

	/** See {@link RetrieverStart}. */
	RETRIEVER_START(RetrieverStart.class),

	/** See {@link RetrieverEnd}. */
	RETRIEVER_END(RetrieverEnd.class),

	/** See {@link RetrieverError}. */
	RETRIEVER_ERROR(RetrieverError.class),

	/** See {@link AgentAction}. */
	AGENT_ACTION(AgentAction.class),

	/** See {@link AgentFinish}. */
	AGENT_FINISH(AgentFinish.class),

	/** See {@link Retry}. */
	RETRY(Retry.class),

	/** See {@link Text}. */
	TEXT(Text.class),

	/** See {@link CustomEvent}. */
	CUSTOM_EVENT(CustomEvent.class);

	private final Class<? extends CallbackEvent> recordType;

	EventType(Class<? extends CallbackEvent> recordType) {
		this.recordType = recordType;
	}

	/**
	 * Returns the record of this type.
	 * @return the class of the record
	 */
	public Class<? extends CallbackEvent> recordType() {
		return this.recordType;
	}

}

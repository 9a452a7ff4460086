// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.EnumSet;
import java.util.Set;

import dev.callbacks.event.EventType;

/**
 * A group of events that a handler can ignore.
 *
 * @since 0.1.0
 */
public enum EventGroup {

	/** Prompts, tokens, ends and errors of models, chat models included. */
	LLM(EventType.LLM_START, EventType.LLM_NEW_TOKEN, EventType.LLM_END, EventType.LLM_ERROR),

	/** Starts of chat models, in either form. */
	CHAT_MODEL(EventType.CHAT_MODEL_START),

	/** Events of chains and steps. */
	CHAIN(EventType.CHAIN_START, EventType.CHAIN_END, EventType.CHAIN_ERROR),

	/** Decisions of agents. */
	AGENT(EventType.AGENT_ACTION, EventType.AGENT_FINISH),

	/** Events of tools. */
	TOOL(EventType.TOOL_START, EventType.TOOL_END, EventType.TOOL_ERROR),

	/** Events of retrievers. */
	RETRIEVER(EventType.RETRIEVER_START, EventType.RETRIEVER_END, EventType.RETRIEVER_ERROR),

	/** Further attempts after a failure. */
	RETRY(EventType.RETRY),

	/** Reports of user code. */
	CUSTOM(EventType.CUSTOM_EVENT, EventType.TEXT);

	private final Set<EventType> types;

	EventGroup(EventType first, EventType... rest) {
		this.types = Set.copyOf(EnumSet.of(first, rest));
	}

	/**
	 * Returns the types of the events in this group.
	 * @return the types
	 */
	public Set<EventType> types() {
		return this.types;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * The kind of work that a run stands for.
 *
 * @since 0.1.0
 */
public enum RunKind {

	/** A call of a chat model. */
	CHAT_MODEL,

	/** A text completion. */
	LLM,

	/** A chain, or a step of no other kind. */
	CHAIN,

	/** A tool. */
	TOOL,

	/** An agent. */
	AGENT,

	/** A retriever. */
	RETRIEVER,

	/** A prompt template. */
	PROMPT,

	/** An output parser. */
	PARSER,

	/** A call of an embedding model. */
	EMBEDDING;

	/**
	 * Whether runs of this kind have the events of a model.
	 * @return whether it is a model
	 */
	public boolean isModel() {
		return this == CHAT_MODEL || this == LLM;
	}

}

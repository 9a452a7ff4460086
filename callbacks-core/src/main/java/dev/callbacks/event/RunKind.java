// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * What a run is a run of.
 *
 * @since 0.1.0
 */
public enum RunKind {

	/** A call of a chat model. */
	CHAT_MODEL,

	/** A text completion. */
	LLM,

	/** A chain, or any step that is none of the others. */
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

	/** A call of a model of embeddings. */
	EMBEDDING;

	/**
	 * Whether runs of this kind have the events of a model.
	 * @return whether it is a model
	 */
	public boolean isModel() {
		return this == CHAT_MODEL || this == LLM;
	}

}

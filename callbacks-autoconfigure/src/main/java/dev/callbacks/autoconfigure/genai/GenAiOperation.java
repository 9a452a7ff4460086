// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.genai;

import java.util.Locale;

import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * The operations of generative AI, the values of {@code gen_ai.operation.name}.
 */
public enum GenAiOperation {

	/** A call of a chat model. */
	CHAT,

	/** A text completion. */
	TEXT_COMPLETION,

	/** A call of an embedding model. */
	EMBEDDINGS,

	/** A search for documents. */
	RETRIEVAL,

	/** A call of a tool. */
	EXECUTE_TOOL,

	/** The work of an agent. */
	INVOKE_AGENT,

	/** The work of a chain. */
	INVOKE_WORKFLOW;

	private final String value = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the operation that runs of a kind are.
	 * @param kind the kind
	 * @return the operation, or {@code null} if the conventions have none
	 */
	public static @Nullable GenAiOperation of(RunKind kind) {
		return switch (kind) {
			case CHAT_MODEL -> CHAT;
			case LLM -> TEXT_COMPLETION;
			case EMBEDDING -> EMBEDDINGS;
			case RETRIEVER -> RETRIEVAL;
			case TOOL -> EXECUTE_TOOL;
			case AGENT -> INVOKE_AGENT;
			case CHAIN -> INVOKE_WORKFLOW;
			case PROMPT, PARSER -> null;
		};
	}

	/**
	 * Returns the value of the attribute.
	 * @return the value
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Whether a model is asked, which uses tokens.
	 * @return whether one is
	 */
	public boolean asksModel() {
		return isInference() || this == EMBEDDINGS;
	}

	/**
	 * Whether a model writes an answer.
	 * @return whether it does
	 */
	public boolean isInference() {
		return this == CHAT || this == TEXT_COMPLETION;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

/**
 * The role of the speaker of a {@link ChatMessage}.
 *
 * @since 0.1.0
 */
public enum Role {

	/** Instructions that frame the conversation. */
	SYSTEM("System"),

	/** The human. */
	USER("Human"),

	/** The model. */
	ASSISTANT("AI"),

	/** The answer of a tool that the model called. */
	TOOL("Tool");

	private final String label;

	Role(String label) {
		this.label = label;
	}

	/**
	 * Returns the word before a message in a conversation written as one prompt.
	 * @return the label
	 */
	public String label() {
		return this.label;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.Objects;

/**
 * The definition of a tool, for a model.
 *
 * @param name the name, by which the model calls the tool
 * @param description the description of its work, which the model reads
 * @param inputSchema the JSON schema of its arguments, which is <code>{}</code> or empty
 * if it takes none
 * @since 0.1.0
 */
public record ToolDefinition(String name, String description, String inputSchema) {

	public ToolDefinition {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(description, "description");
		Objects.requireNonNull(inputSchema, "inputSchema");
	}

	/**
	 * Returns whether the schema says anything of arguments.
	 * @return {@code false} if it is <code>{}</code> or empty
	 */
	public boolean takesArguments() {
		return !this.inputSchema.replaceAll("[\\s{}]", "").isEmpty();
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.Objects;

/**
 * A tool that a model may ask for.
 *
 * @param name the name, as the model will say it
 * @param description what it does, for the model to read
 * @param inputSchema the JSON schema of its arguments
 * @since 0.1.0
 */
public record ToolDefinition(String name, String description, String inputSchema) {

	public ToolDefinition {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(description, "description");
		Objects.requireNonNull(inputSchema, "inputSchema");
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.Objects;

/**
 * A call of a tool that a model requests.
 *
 * @param id the model's id of the call, which the message with the output repeats
 * @param name the name of the tool
 * @param arguments the arguments as the model wrote them, usually JSON
 * @since 0.1.0
 */
public record ToolCall(String id, String name, String arguments) {

	public ToolCall {
		Objects.requireNonNull(id, "id");
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(arguments, "arguments");
	}

	@Override
	public String toString() {
		return "ToolCall[id=" + this.id + ", name=" + this.name + ", arguments=" + this.arguments.length()
				+ " characters]";
	}

}

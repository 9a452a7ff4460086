// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A part of a {@link ToolCall} as it arrives in a stream. The parts of one call share
 * their index; id and name come with the first of them.
 *
 * @param index the index of the call in its message
 * @param id the model's id of the call, or {@code null} or empty if it came before
 * @param name the name of the tool, or {@code null} or empty if it came before
 * @param arguments the next part of the arguments
 * @since 0.1.0
 */
public record ToolCallDelta(int index, @Nullable String id, @Nullable String name, String arguments) {

	public ToolCallDelta {
		Objects.requireNonNull(arguments, "arguments");
	}

	/**
	 * Creates the only part of a call.
	 * @param index the index of the call in its message
	 * @param call the call
	 * @return the part
	 */
	public static ToolCallDelta of(int index, ToolCall call) {
		return new ToolCallDelta(index, call.id(), call.name(), call.arguments());
	}

	@Override
	public String toString() {
		return "ToolCallDelta[index=" + this.index + ", id=" + this.id + ", name=" + this.name + ", arguments="
				+ this.arguments.length() + " characters]";
	}

}

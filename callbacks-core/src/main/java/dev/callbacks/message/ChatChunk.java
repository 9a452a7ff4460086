// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A chunk of a streamed answer.
 *
 * @param text the next part of the text, which may be empty
 * @param reasoning the next part of the model's reasoning, or {@code null}
 * @param toolCalls the next parts of tool calls
 * @param usage the usage of the answer, if the provider sends it with this chunk
 * @param metadata metadata of the answer, such as {@code finish_reason} and
 * {@code model_name}
 * @param last whether this chunk closes the answer
 * @since 0.1.0
 */
public record ChatChunk(String text, @Nullable String reasoning, List<ToolCallDelta> toolCalls, @Nullable Usage usage,
		Map<String, Object> metadata, boolean last) {

	private static final ChatChunk CLOSING = new ChatChunk("", null, List.of(), null, Map.of(), true);

	public ChatChunk {
		Objects.requireNonNull(text, "text");
		toolCalls = List.copyOf(toolCalls);
		metadata = Map.copyOf(metadata);
	}

	/**
	 * Creates a chunk of text.
	 * @param text the text
	 * @return the chunk
	 */
	public static ChatChunk of(String text) {
		return new ChatChunk(text, null, List.of(), null, Map.of(), false);
	}

	/**
	 * Returns the empty chunk that closes an answer.
	 * @return the chunk
	 */
	public static ChatChunk closing() {
		return CLOSING;
	}

	/**
	 * Creates the chunk that closes an answer, with usage and metadata but no text.
	 * @param usage the usage of the answer, or {@code null}
	 * @param metadata metadata of the answer
	 * @return the chunk
	 */
	public static ChatChunk closing(@Nullable Usage usage, Map<String, Object> metadata) {
		return new ChatChunk("", null, List.of(), usage, metadata, true);
	}

	/**
	 * Creates a chunk of tool calls.
	 * @param toolCalls the parts
	 * @return the chunk
	 */
	public static ChatChunk of(List<ToolCallDelta> toolCalls) {
		return new ChatChunk("", null, toolCalls, null, Map.of(), false);
	}

	@Override
	public String toString() {
		return "ChatChunk[text=" + this.text.length() + " characters, toolCalls=" + this.toolCalls.size() + ", last="
				+ this.last + "]";
	}

}

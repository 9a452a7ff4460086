// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.chat.ChunkReader;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolCallDelta;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * Reads a streamed answer: pieces with content are tokens, the rest is folded into the
 * result.
 */
final class ResponseReader implements ChunkReader<ChatResponse> {

	private final Map<String, Object> metadata = new HashMap<>();

	private @Nullable Usage usage;

	private int toolCalls;

	@Override
	public @Nullable ChatChunk read(ChatResponse response) {
		Generation candidate = Responses.first(response);
		this.metadata.putAll(Responses.metadata(response, candidate));
		Usage usage = Responses.usage(response);
		this.usage = (usage != null) ? usage : this.usage;
		AssistantMessage message = (candidate != null) ? candidate.getOutput() : null;
		if (message == null) {
			return null;
		}
		List<ToolCallDelta> deltas = new ArrayList<>();
		for (ToolCall call : Messages.toolCalls(message)) {
			deltas.add(ToolCallDelta.of(this.toolCalls++, call));
		}
		String text = Responses.text(response);
		String reasoning = Responses.reasoning(response);
		return (text.isEmpty() && reasoning == null && deltas.isEmpty()) ? null
				: new ChatChunk(text, reasoning, deltas, null, Map.of(), false);
	}

	@Override
	public ChatChunk closing() {
		return ChatChunk.closing(this.usage, this.metadata);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolCallDelta;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of one streamed answer that are no text, in our terms. Remembers which calls of
 * tools came in pieces, so that none is told twice.
 */
final class ToolCallPieces {

	private final Set<Integer> inPieces = new HashSet<>();

	static ChatChunk thinking(PartialThinking piece) {
		return new ChatChunk("", piece.text(), List.of(), null, Map.of(), false);
	}

	ChatChunk partial(PartialToolCall piece) {
		// the id and the name come with each piece
		boolean first = this.inPieces.add(piece.index());
		return ChatChunk.of(List.of(new ToolCallDelta(piece.index(), first ? piece.id() : null,
				first ? piece.name() : null, Objects.requireNonNullElse(piece.partialArguments(), ""))));
	}

	/**
	 * A call that is complete.
	 * @return the chunk, or {@code null} if all of it came in pieces
	 */
	@Nullable ChatChunk complete(CompleteToolCall call) {
		if (!this.inPieces.add(call.index())) {
			return null;
		}
		return ChatChunk.of(List.of(ToolCallDelta.of(call.index(), Messages.toolCall(call.toolExecutionRequest()))));
	}

	/**
	 * The calls of an answer of which no piece came.
	 * @return the chunk, or {@code null} if there are none
	 */
	@Nullable ChatChunk missing(AiMessage answer) {
		List<ToolCallDelta> missing = new ArrayList<>();
		for (ToolCall call : this.inPieces.isEmpty() ? Messages.toolCalls(answer) : List.<ToolCall>of()) {
			missing.add(ToolCallDelta.of(missing.size(), call));
		}
		return missing.isEmpty() ? null : ChatChunk.of(missing);
	}

}

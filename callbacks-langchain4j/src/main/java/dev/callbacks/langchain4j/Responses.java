// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import dev.callbacks.call.Failures;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.EmbeddingResult;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of models in our terms.
 */
final class Responses {

	private static final Logger logger = LoggerFactory.getLogger(LangChain4jCallbacks.class);

	private Responses() {
	}

	/**
	 * An answer as handlers are told of it. If it cannot be read, that is logged, and
	 * they get an empty one: the user's call is not to suffer.
	 */
	static LlmResult observed(ChatResponse response) {
		try {
			return result(response);
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "The answer of a model could not be read for the handlers", ex);
			return LlmResult.none();
		}
	}

	static LlmResult result(ChatResponse response) {
		String text = response.aiMessage().text();
		return LlmResult.of(new Generation(
				ChatMessage.assistant((text != null) ? text : "", Messages.toolCalls(response.aiMessage())),
				metadata(response), TokenUsages.of(response.tokenUsage())));
	}

	static LlmResult result(@Nullable String text) {
		return (text != null) ? LlmResult.of(new Generation(ChatMessage.assistant(text), Map.of(), null))
				: LlmResult.none();
	}

	/**
	 * The chunk that closes a stream.
	 */
	static ChatChunk closing(ChatResponse response) {
		return ChatChunk.closing(TokenUsages.of(response.tokenUsage()), metadata(response));
	}

	private static Map<String, Object> metadata(ChatResponse response) {
		Map<String, Object> metadata = new HashMap<>();
		putIfSaid(metadata, "model_name", response.modelName());
		putIfSaid(metadata, "id", response.id());
		putIfSaid(metadata, "stop_reason",
				(response.finishReason() != null) ? response.finishReason().name().toLowerCase(Locale.ROOT) : null);
		putIfSaid(metadata, "reasoning", response.aiMessage().thinking());
		return metadata;
	}

	private static void putIfSaid(Map<String, Object> metadata, String name, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			metadata.put(name, value);
		}
	}

	static EmbeddingResult result(EmbeddingResponse response) {
		return new EmbeddingResult(response.embeddings().size(), response.modelName(),
				TokenUsages.of(response.tokenUsage()));
	}

	static EmbeddingResult result(Response<?> response, int count) {
		return new EmbeddingResult(count, null, TokenUsages.of(response.tokenUsage()));
	}

}

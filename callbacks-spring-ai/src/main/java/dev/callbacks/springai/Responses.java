// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.EmbeddingResult;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.util.StringUtils;

/**
 * Answers of models in our terms.
 */
final class Responses {

	private Responses() {
	}

	static LlmResult result(ChatResponse response) {
		List<Generation> candidates = new ArrayList<>();
		Usage usage = usage(response);
		for (org.springframework.ai.chat.model.Generation candidate : response.getResults()) {
			AssistantMessage message = candidate.getOutput();
			candidates.add(new Generation(
					ChatMessage.assistant((message.getText() != null) ? message.getText() : "",
							Messages.toolCalls(message)),
					metadata(response, candidate), candidates.isEmpty() ? usage : null));
		}
		return new LlmResult(List.of(candidates), Map.of(), List.of());
	}

	/**
	 * The text of the first candidate.
	 */
	static String text(ChatResponse response) {
		org.springframework.ai.chat.model.Generation candidate = response.getResult();
		AssistantMessage message = (candidate != null) ? candidate.getOutput() : null;
		return (message != null && message.getText() != null) ? message.getText() : "";
	}

	/**
	 * The metadata of an answer, or of a piece of one: the model, the id, why it ended.
	 */
	static Map<String, Object> metadata(ChatResponse response,
			org.springframework.ai.chat.model.@Nullable Generation candidate) {
		Map<String, Object> metadata = new HashMap<>();
		ChatResponseMetadata said = response.getMetadata();
		if (said != null) {
			putIfSaid(metadata, "model_name", said.getModel());
			putIfSaid(metadata, "id", said.getId());
		}
		String reason = (candidate != null && candidate.getMetadata() != null)
				? candidate.getMetadata().getFinishReason() : null;
		putIfSaid(metadata, "stop_reason", (reason != null) ? reason.toLowerCase(Locale.ROOT) : null);
		return metadata;
	}

	private static void putIfSaid(Map<String, Object> metadata, String name, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			metadata.put(name, value);
		}
	}

	/**
	 * The usage that an answer reports, or {@code null} if it does not say so.
	 */
	static @Nullable Usage usage(ChatResponse response) {
		return usage((response.getMetadata() != null) ? response.getMetadata().getUsage() : null);
	}

	static EmbeddingResult result(EmbeddingResponse response) {
		EmbeddingResponseMetadata metadata = response.getMetadata();
		String model = (metadata != null && StringUtils.hasText(metadata.getModel())) ? metadata.getModel() : null;
		return new EmbeddingResult(response.getResults().size(), model,
				usage((metadata != null) ? metadata.getUsage() : null));
	}

	private static @Nullable Usage usage(org.springframework.ai.chat.metadata.@Nullable Usage usage) {
		if (usage == null || usage instanceof EmptyUsage) {
			return null;
		}
		Map<String, Long> details = new HashMap<>();
		long cached = putIfSaid(details, "cache_read", usage.getCacheReadInputTokens())
				+ putIfSaid(details, "cache_creation", usage.getCacheWriteInputTokens());
		long prompt = orZero(usage.getPromptTokens());
		long input = (cached > prompt || isCacheApart(usage.getNativeUsage())) ? prompt + cached : prompt;
		long output = orZero(usage.getCompletionTokens());
		long total = orZero(usage.getTotalTokens());
		if (input + output + total == 0) {
			return null;
		}
		return new Usage(input, output, Math.max(total, input + output), details, Map.of());
	}

	/**
	 * Whether a provider does not count tokens of its cache as tokens of the prompt, so
	 * that they come on top: Anthropic and Bedrock, whose usage Spring AI passes on as it
	 * is.
	 */
	private static boolean isCacheApart(@Nullable Object usage) {
		String type = (usage != null) ? usage.getClass().getName() : "";
		return type.startsWith("com.anthropic.") || type.startsWith("software.amazon.");
	}

	private static long putIfSaid(Map<String, Long> details, String name, @Nullable Long value) {
		if (value == null) {
			return 0;
		}
		details.put(name, value);
		return value;
	}

	private static long orZero(@Nullable Integer value) {
		return (value != null) ? value : 0;
	}

}

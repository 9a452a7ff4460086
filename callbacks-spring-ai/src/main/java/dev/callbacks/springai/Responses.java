// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.ArrayList;
import java.util.Comparator;
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
		for (org.springframework.ai.chat.model.Generation candidate : answers(response)) {
			AssistantMessage message = candidate.getOutput();
			Map<String, Object> metadata = metadata(response, candidate);
			if (candidates.isEmpty()) {
				putIfSaid(metadata, "reasoning", reasoning(response));
			}
			candidates.add(new Generation(ChatMessage.assistant(textOf(message), Messages.toolCalls(message)), metadata,
					candidates.isEmpty() ? usage : null));
		}
		return new LlmResult(List.of(candidates), Map.of(), List.of());
	}

	/**
	 * The candidates, without those that are only the thoughts of another one, and those
	 * that ask for tools before others. Some models tell of one answer in parts, and each
	 * part looks like a candidate: Anthropic's thoughts come first, Bedrock's calls of
	 * tools last.
	 */
	private static List<org.springframework.ai.chat.model.Generation> answers(ChatResponse response) {
		List<org.springframework.ai.chat.model.Generation> answers = response.getResults()
			.stream()
			.filter(Responses::isAnswer)
			.sorted(Comparator.comparing((candidate) -> !candidate.getOutput().hasToolCalls()))
			.toList();
		return answers.isEmpty() ? response.getResults() : answers;
	}

	private static boolean isAnswer(org.springframework.ai.chat.model.Generation candidate) {
		AssistantMessage message = candidate.getOutput();
		return message != null && (message.hasToolCalls() || (!textOf(message).isEmpty() && !isThought(message)));
	}

	/**
	 * Whether the text of a message is that of a thought: Anthropic signs it, Gemini says
	 * so.
	 */
	private static boolean isThought(AssistantMessage message) {
		return !message.hasToolCalls() && (message.getMetadata().containsKey("signature")
				|| Boolean.TRUE.equals(message.getMetadata().get("isThought")));
	}

	/**
	 * The thoughts of which an answer, or a piece of one, tells, or {@code null}.
	 */
	static @Nullable String reasoning(ChatResponse response) {
		StringBuilder thoughts = new StringBuilder();
		for (org.springframework.ai.chat.model.Generation candidate : response.getResults()) {
			AssistantMessage message = candidate.getOutput();
			if (message != null && isThought(message)) {
				thoughts.append(textOf(message));
			}
			else if (message != null && message.getMetadata().get("reasoningContent") instanceof String content) {
				thoughts.append(content);
			}
		}
		return thoughts.isEmpty() ? null : thoughts.toString();
	}

	/**
	 * The first candidate of an answer, or of a piece of one, or {@code null}.
	 */
	static org.springframework.ai.chat.model.@Nullable Generation first(ChatResponse response) {
		List<org.springframework.ai.chat.model.Generation> answers = answers(response);
		return answers.isEmpty() ? null : answers.get(0);
	}

	/**
	 * The text of the first candidate.
	 */
	static String text(ChatResponse response) {
		org.springframework.ai.chat.model.Generation candidate = first(response);
		AssistantMessage message = (candidate != null) ? candidate.getOutput() : null;
		return (message == null || isThought(message)) ? "" : textOf(message);
	}

	private static String textOf(AssistantMessage message) {
		return (message.getText() != null) ? message.getText() : "";
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

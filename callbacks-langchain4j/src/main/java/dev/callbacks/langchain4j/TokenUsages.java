// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.HashMap;
import java.util.Map;

import dev.callbacks.call.Failures;
import dev.callbacks.message.Usage;
import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * The usage that an answer reports, in our terms. Only the classes of the providers know
 * of tokens of a cache and of reasoning. These are in modules of LangChain4j that not
 * every application has, so their methods are found by name.
 */
final class TokenUsages {

	private TokenUsages() {
	}

	/**
	 * Returns the usage, or {@code null} if the answer does not tell.
	 */
	static @Nullable Usage of(@Nullable TokenUsage usage) {
		if (usage == null || (usage.inputTokenCount() == null && usage.outputTokenCount() == null
				&& usage.totalTokenCount() == null)) {
			return null;
		}
		Map<String, Long> inputDetails = new HashMap<>();
		// Anthropic and Bedrock do not count these as tokens of the input
		long besides = put(inputDetails, "cache_read", count(usage, "cacheReadInputTokens"))
				+ put(inputDetails, "cache_creation", count(usage, "cacheCreationInputTokens"))
				+ put(inputDetails, "cache_creation", count(usage, "cacheWriteInputTokens"));
		// OpenAI and Gemini do
		put(inputDetails, "cache_read", count(ask(usage, "inputTokensDetails"), "cachedTokens"));
		put(inputDetails, "cache_read", count(usage, "cachedContentTokenCount"));
		Map<String, Long> outputDetails = new HashMap<>();
		put(outputDetails, "reasoning", count(ask(usage, "outputTokensDetails"), "reasoningTokens"));
		long input = orZero(usage.inputTokenCount()) + besides;
		long output = orZero(usage.outputTokenCount());
		return new Usage(input, output, Math.max(orZero(usage.totalTokenCount()), input + output), inputDetails,
				outputDetails);
	}

	private static long orZero(@Nullable Integer value) {
		return (value != null) ? value : 0;
	}

	private static long put(Map<String, Long> details, String name, @Nullable Long count) {
		if (count == null || count == 0) {
			return 0;
		}
		details.put(name, count);
		return count;
	}

	private static @Nullable Long count(@Nullable Object holder, String method) {
		return (ask(holder, method) instanceof Number count) ? count.longValue() : null;
	}

	private static @Nullable Object ask(@Nullable Object holder, String method) {
		if (holder == null || holder.getClass() == TokenUsage.class) {
			return null;
		}
		try {
			return holder.getClass().getMethod(method).invoke(holder);
		}
		catch (Throwable ex) {
			Failures.throwIfFatal(ex);
			return null;
		}
	}

}

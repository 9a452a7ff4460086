// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.Locale;
import java.util.Map;

import dev.callbacks.call.Failures;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The names that runs have.
 */
final class Names {

	private Names() {
	}

	/**
	 * The provider that options are for, as their class tells: {@code openai} of
	 * {@code OpenAiChatOptions}.
	 */
	static String ofOptions(@Nullable ChatOptions options) {
		return (options != null) ? of(options.getClass(), "ChatOptions") : "chat-model";
	}

	/**
	 * The provider of a model.
	 */
	static String ofModel(ChatModel model) {
		return of(model.getClass(), "ChatModel");
	}

	/**
	 * The provider of a model of embeddings.
	 */
	static String ofModel(EmbeddingModel model) {
		return of(model.getClass(), "EmbeddingModel");
	}

	/**
	 * The model that is asked if a request names none, as far as the model tells.
	 */
	static @Nullable String defaultOf(ChatModel model) {
		try {
			ChatOptions options = model.getOptions();
			return (options != null) ? options.getModel() : null;
		}
		catch (Throwable ex) {
			Failures.throwIfFatal(ex);
			return null;
		}
	}

	/**
	 * The facts that are known of a model before it is asked.
	 */
	static Map<String, Object> factsOf(ChatModel model) {
		String name = defaultOf(model);
		return StringUtils.hasText(name) ? Map.of("provider", ofModel(model), "model", name)
				: Map.of("provider", ofModel(model));
	}

	private static String of(Class<?> type, String suffix) {
		String name = ClassUtils.getUserClass(type).getSimpleName();
		boolean telling = name.endsWith(suffix) && name.length() > suffix.length() && !name.startsWith("Default");
		return telling ? name.substring(0, name.length() - suffix.length()).toLowerCase(Locale.ROOT) : "chat-model";
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.Locale;

import dev.langchain4j.model.ModelProvider;
import org.jspecify.annotations.Nullable;

/**
 * The names that runs have.
 */
final class Names {

	private Names() {
	}

	/**
	 * The provider of a model: {@code openai} of {@link ModelProvider#OPEN_AI}, or what
	 * the model's class tells.
	 */
	static String of(@Nullable ModelProvider provider, Class<?> type) {
		if (provider != null && provider != ModelProvider.OTHER) {
			return provider.name().replace("_", "").toLowerCase(Locale.ROOT);
		}
		String name = type.getSimpleName().replace("Streaming", "").replace("ChatModel", "");
		return name.isEmpty() ? "chat-model" : name.toLowerCase(Locale.ROOT);
	}

}

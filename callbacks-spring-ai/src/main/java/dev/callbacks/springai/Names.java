// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.util.ClassUtils;

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

	private static String of(Class<?> type, String suffix) {
		String name = ClassUtils.getUserClass(type).getSimpleName();
		boolean telling = name.endsWith(suffix) && name.length() > suffix.length() && !name.startsWith("Default");
		return telling ? name.substring(0, name.length() - suffix.length()).toLowerCase(Locale.ROOT) : "chat-model";
	}

}

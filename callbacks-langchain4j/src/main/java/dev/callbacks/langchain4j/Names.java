/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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

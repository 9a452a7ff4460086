// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import dev.callbacks.call.Failures;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import org.jspecify.annotations.Nullable;

/**
 * The names that runs have.
 */
final class Names {

	private Names() {
	}

	/**
	 * The facts that are known of a model before it is asked.
	 * @param provider the provider
	 * @param parameters the parameters of the model for requests that do not say
	 */
	static Map<String, Object> facts(String provider, Supplier<@Nullable ChatRequestParameters> parameters) {
		String model = model(parameters);
		return (model != null && !model.isBlank()) ? Map.of("provider", provider, "model", model)
				: Map.of("provider", provider);
	}

	/**
	 * The model that is asked if a request names none, as far as the model tells.
	 */
	static @Nullable String model(Supplier<@Nullable ChatRequestParameters> parameters) {
		return known(() -> {
			ChatRequestParameters known = parameters.get();
			return (known != null) ? known.modelName() : null;
		});
	}

	/**
	 * A fact that a model tells of itself.
	 * @param fact asks the model
	 * @return the fact, or {@code null} if the model fails to tell, such as one that is
	 * made for another version of the library
	 */
	static <T> @Nullable T known(Supplier<? extends @Nullable T> fact) {
		try {
			return fact.get();
		}
		catch (Throwable ex) {
			Failures.throwIfFatal(ex);
			return null;
		}
	}

	/**
	 * The provider of a model: {@code openai} of {@link ModelProvider#OPEN_AI}, or what
	 * the model's class tells.
	 */
	static String of(Supplier<@Nullable ModelProvider> providers, Class<?> type) {
		ModelProvider provider = known(providers);
		if (provider != null && provider != ModelProvider.OTHER) {
			return provider.name().replace("_", "").toLowerCase(Locale.ROOT);
		}
		if (type == Object.class || Proxy.isProxyClass(type) || type.isHidden()) {
			return "chat-model";
		}
		String name = userClass(type).getSimpleName()
			.replace("Streaming", "")
			.replace("ChatModel", "")
			.replace("EmbeddingModel", "");
		return name.isEmpty() ? "chat-model" : name.toLowerCase(Locale.ROOT);
	}

	/**
	 * The class that a class was generated for: the name of a generated one is another
	 * one each time.
	 */
	static Class<?> userClass(Class<?> type) {
		Class<?> above = type.getSuperclass();
		return (type.getName().contains("$$") && above != null && above != Object.class) ? userClass(above) : type;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.callbacks.CallbackManager;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.util.ClassUtils;

/**
 * The versions of callbacks, and of the libraries whose models it observes. A version is
 * left out if the library is not there or its jar does not tell.
 */
final class CallbacksInfoContributor implements InfoContributor {

	private static final Map<String, String> LIBRARIES = Map.of("springAi",
			"org.springframework.ai.chat.model.ChatModel", "langchain4j", "dev.langchain4j.model.chat.ChatModel");

	private final Map<String, String> versions = new LinkedHashMap<>();

	CallbacksInfoContributor(@Nullable ClassLoader classLoader) {
		add("version", CallbackManager.class);
		LIBRARIES.forEach((library, type) -> {
			if (ClassUtils.isPresent(type, classLoader)) {
				add(library, ClassUtils.resolveClassName(type, classLoader));
			}
		});
	}

	private void add(String name, Class<?> type) {
		String version = type.getPackage().getImplementationVersion();
		if (version != null) {
			this.versions.put(name, version);
		}
	}

	@Override
	public void contribute(Info.Builder builder) {
		builder.withDetail("callbacks", this.versions);
	}

}

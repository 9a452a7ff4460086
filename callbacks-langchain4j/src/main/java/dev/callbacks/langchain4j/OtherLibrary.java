// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.ServiceLoader;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The search for a service that another library gives to LangChain4j, which takes only
 * one of a kind. Ours then steps back.
 */
final class OtherLibrary {

	private static final Logger logger = LoggerFactory.getLogger(LangChain4jCallbacks.class);

	private OtherLibrary() {
	}

	/**
	 * Finds the service of another library, and logs that ours steps back.
	 * @param service the kind of service
	 * @param own our service
	 * @param built the name of the objects that the service builds, for the log
	 * @return the service, or {@code null}
	 */
	static <S> @Nullable S find(Class<S> service, Class<? extends S> own, String built) {
		ServiceLoader.Provider<S> other = ServiceLoader.load(service)
			.stream()
			.filter((provider) -> provider.type() != own)
			.findFirst()
			.orElse(null);
		if (other == null) {
			return null;
		}
		logger.info("{} are not observed, since {} builds them", built, other.type().getName());
		return other.get();
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import dev.langchain4j.service.AiServices;

/**
 * Makes calls of single AI services runs, with their tools and models below them. Apart
 * from {@link LangChain4jCallbacks}, since services are in a module of LangChain4j that
 * not every application has.
 * <p>
 * <b>Thread-safety</b>: has no state.
 *
 * @since 0.1.0
 */
public final class AiServiceCallbacks {

	private AiServiceCallbacks() {
	}

	/**
	 * Observes the calls of a service as runs, also while nothing is installed. A builder
	 * that is another library's is returned as it is, and its service is not observed.
	 * @param <T> the service
	 * @param callbacks tell the handlers
	 * @param builder builds the service
	 * @return the builder
	 */
	public static <T> AiServices<T> addTo(LangChain4jCallbacks callbacks, AiServices<T> builder) {
		if (builder instanceof ObservedServices<T> observed) {
			observed.observeBy(callbacks);
		}
		return builder;
	}

}

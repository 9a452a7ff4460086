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
	 * Makes calls of a service runs, also while nothing is installed. A builder that is
	 * another library's is returned as it is, and its service is not observed.
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

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

import org.jspecify.annotations.Nullable;

/**
 * A stand-in for a bean whose calls are runs, by which the bean itself can be found.
 *
 * @since 0.1.0
 */
public interface ObservedBean {

	/**
	 * The bean that nobody observes.
	 * @return the bean
	 */
	Object observedBean();

	/**
	 * The object that nobody observes.
	 * @param <T> its type
	 * @param type its type
	 * @param object an object that may be observed
	 * @return the object itself
	 */
	static <T> T unwrap(Class<T> type, T object) {
		@Nullable Object unwrapped = object;
		while (unwrapped instanceof ObservedBean bean) {
			unwrapped = bean.observedBean();
		}
		return type.cast(unwrapped);
	}

}

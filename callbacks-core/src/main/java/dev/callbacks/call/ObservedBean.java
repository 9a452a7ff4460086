// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

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

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import org.jspecify.annotations.Nullable;

/**
 * A stand-in that reports the calls of a bean as runs.
 *
 * @since 0.1.0
 */
public interface ObservedBean {

	/**
	 * Returns the bean itself.
	 * @return the bean
	 */
	Object observedBean();

	/**
	 * Returns the object behind all stand-ins.
	 * @param <T> the type of the object
	 * @param type the class of the object
	 * @param object an object or a stand-in
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

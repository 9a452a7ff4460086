// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import org.jspecify.annotations.Nullable;

/**
 * What a blocking call does inside its run. Written as a lambda, it throws what the
 * lambda throws, checked exceptions included.
 *
 * @param <T> what it returns
 * @param <X> what it throws
 * @since 0.1.0
 */
@FunctionalInterface
public interface RunBody<T extends @Nullable Object, X extends Exception> {

	/**
	 * Does the work.
	 * @return what came of it
	 * @throws X if it failed
	 */
	T call() throws X;

}

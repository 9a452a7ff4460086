// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import org.jspecify.annotations.Nullable;

/**
 * The work of a blocking call inside its run. A lambda may throw checked exceptions, and
 * the call then declares the same ones.
 *
 * @param <T> the type of the output
 * @param <X> the type of the exception
 * @since 0.1.0
 */
@FunctionalInterface
public interface RunBody<T extends @Nullable Object, X extends Exception> {

	/**
	 * Does the work.
	 * @return the output
	 * @throws X if the work fails
	 */
	T call() throws X;

}

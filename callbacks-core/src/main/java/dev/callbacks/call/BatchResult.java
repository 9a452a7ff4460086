// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import org.jspecify.annotations.Nullable;

/**
 * How one item of a batch came out: its value, or its failure.
 *
 * @param <T> the type of the value
 * @param value the value; {@code null} also if the item failed
 * @param failure why it failed, or {@code null} if it did not
 * @since 0.1.0
 */
public record BatchResult<T>(@Nullable T value, @Nullable Throwable failure) {

	/**
	 * Whether the item came to its end.
	 * @return whether it did
	 */
	public boolean isSuccess() {
		return this.failure == null;
	}

	@Override
	public String toString() {
		return "BatchResult[" + ((this.failure != null) ? this.failure.getClass().getName() : "success") + "]";
	}

}

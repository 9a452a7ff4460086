// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import org.jspecify.annotations.Nullable;

/**
 * The value or the failure of one item of a batch.
 *
 * @param <T> the type of the value
 * @param value the value; {@code null} also if the item failed
 * @param failure the failure, or {@code null} if there is none
 * @since 0.1.0
 */
public record BatchResult<T>(@Nullable T value, @Nullable Throwable failure) {

	/**
	 * Whether the item succeeded.
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

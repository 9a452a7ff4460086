// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import org.jspecify.annotations.Nullable;

/**
 * Signals that a call was made with a value that cannot be used, such as an empty
 * conversation. Nothing was started.
 *
 * @since 0.1.0
 */
public final class InvalidRequestException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public InvalidRequestException(String message) {
		super(message);
	}

	/**
	 * Returns a value that must not be {@code null}.
	 * @param <T> the type of the value
	 * @param value the value
	 * @param what the name of the value, for the message
	 * @return the value
	 * @throws InvalidRequestException if it is {@code null}
	 */
	public static <T> T required(@Nullable T value, String what) {
		if (value == null) {
			throw new InvalidRequestException(what + " must not be null");
		}
		return value;
	}

}

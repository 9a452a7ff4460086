// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import org.jspecify.annotations.Nullable;

/**
 * A call was asked for something that cannot be asked, such as an empty conversation.
 * Nothing was started.
 *
 * @since 0.1.0
 */
public final class InvalidRequestException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened, and what to do
	 */
	public InvalidRequestException(String message) {
		super(message);
	}

	/**
	 * Refuses what must not be {@code null}.
	 * @param <T> the type of the value
	 * @param value the value
	 * @param what names it in the message
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

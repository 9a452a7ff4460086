// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.List;

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

	/**
	 * Returns values none of which may be {@code null}.
	 * @param <T> the type of the values
	 * @param values the values
	 * @param what the name of a value, for the message
	 * @return the values, as a list
	 * @throws InvalidRequestException if one is {@code null}
	 */
	public static <T> List<T> allRequired(T @Nullable [] values, String what) {
		for (T value : required(values, what)) {
			required(value, what);
		}
		return List.of(values);
	}

	/**
	 * Returns a time that must be positive.
	 * @param time the time
	 * @param what the name of the time, for the message
	 * @return the time
	 * @throws InvalidRequestException if it is {@code null}, or is not
	 */
	public static Duration positive(@Nullable Duration time, String what) {
		Duration given = required(time, what);
		if (given.isNegative() || given.isZero()) {
			throw new InvalidRequestException(what + " must be positive, not " + given);
		}
		return given;
	}

	/**
	 * Returns a number that must be positive.
	 * @param number the number
	 * @param what the name of the number, for the message
	 * @return the number
	 * @throws InvalidRequestException if it is not
	 */
	public static int atLeastOne(int number, String what) {
		if (number < 1) {
			throw new InvalidRequestException(what + " must be at least 1, not " + number);
		}
		return number;
	}

}

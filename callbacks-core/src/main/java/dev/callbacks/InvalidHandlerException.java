// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * Signals that a handler or its settings cannot work, such as a window of zero.
 *
 * @since 0.1.0
 */
public final class InvalidHandlerException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public InvalidHandlerException(String message) {
		super(message);
	}

	/**
	 * Creates the exception.
	 * @param message the message
	 * @param cause the failure of the handler
	 */
	public InvalidHandlerException(String message, Throwable cause) {
		super(message, cause);
	}

}

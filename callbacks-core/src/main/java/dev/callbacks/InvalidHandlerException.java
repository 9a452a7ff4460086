// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * A handler or its settings cannot work, such as an inline handler with a window.
 *
 * @since 0.1.0
 */
public final class InvalidHandlerException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened, and what to do
	 */
	public InvalidHandlerException(String message) {
		super(message);
	}

	/**
	 * Creates the exception.
	 * @param message what cannot work, and what to do
	 * @param cause what the handler failed with
	 */
	public InvalidHandlerException(String message, Throwable cause) {
		super(message, cause);
	}

}

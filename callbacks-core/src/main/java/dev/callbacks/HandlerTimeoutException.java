// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * Signals that a handler worked on one event for longer than its timeout.
 *
 * @since 0.1.0
 */
public final class HandlerTimeoutException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public HandlerTimeoutException(String message) {
		super(message);
	}

}

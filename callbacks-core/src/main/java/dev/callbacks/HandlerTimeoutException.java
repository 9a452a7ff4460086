// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * A handler was in one event for longer than its timeout and was given up.
 *
 * @since 0.1.0
 */
public final class HandlerTimeoutException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened, and what to do
	 */
	public HandlerTimeoutException(String message) {
		super(message);
	}

}

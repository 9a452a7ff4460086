// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * Signals that code asked for the current run on a thread that has none.
 *
 * @since 0.1.0
 */
public final class NoCurrentRunException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public NoCurrentRunException(String message) {
		super(message);
	}

}

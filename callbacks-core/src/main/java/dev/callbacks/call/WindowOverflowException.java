// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import dev.callbacks.CallbackException;

/**
 * Signals that a provider ignores backpressure and sends more than was requested.
 *
 * @since 0.1.0
 */
public final class WindowOverflowException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public WindowOverflowException(String message) {
		super(message);
	}

}

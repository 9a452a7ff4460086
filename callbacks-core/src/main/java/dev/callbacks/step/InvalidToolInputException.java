// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import dev.callbacks.CallbackException;

/**
 * Signals that a tool got arguments that it cannot use. Tools may throw it, too: an agent
 * gives the message to the model, which may try again.
 *
 * @since 0.1.0
 */
public final class InvalidToolInputException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message, for the model to read
	 */
	public InvalidToolInputException(String message) {
		super(message);
	}

}

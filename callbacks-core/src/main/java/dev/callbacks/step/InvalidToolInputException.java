// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import dev.callbacks.CallbackException;

/**
 * A tool was given arguments that it cannot use. An agent answers it to the model, which
 * may try again; so a tool may throw it too.
 *
 * @since 0.1.0
 */
public final class InvalidToolInputException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what is wrong, for the model to read
	 */
	public InvalidToolInputException(String message) {
		super(message);
	}

}

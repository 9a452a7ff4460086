// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import dev.callbacks.CallbackException;

/**
 * An agent did not come to an answer within its bound on turns. Raise the bound, or give
 * the model better tools.
 *
 * @since 0.1.0
 */
public final class TurnLimitException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened
	 */
	public TurnLimitException(String message) {
		super(message);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import dev.callbacks.CallbackException;

/**
 * Signals that an agent had no answer within its limit of turns. A higher limit or better
 * tools may help.
 *
 * @since 0.1.0
 */
public final class TurnLimitException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public TurnLimitException(String message) {
		super(message);
	}

}

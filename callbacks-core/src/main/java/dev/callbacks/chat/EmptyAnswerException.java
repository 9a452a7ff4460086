// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.CallbackException;

/**
 * Signals that a provider completed without an answer.
 *
 * @since 0.1.0
 */
public final class EmptyAnswerException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public EmptyAnswerException(String message) {
		super(message);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.CallbackException;

/**
 * A provider ended its stream without a single chunk.
 *
 * @since 0.1.0
 */
public final class EmptyAnswerException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened, and what to do
	 */
	public EmptyAnswerException(String message) {
		super(message);
	}

}

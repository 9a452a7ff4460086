// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import dev.callbacks.CallbackException;

/**
 * Signals that calls nest too deep, or that the stack of a thread has no room for
 * another. Nothing was started.
 *
 * @since 0.1.0
 */
public final class NestingDepthException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public NestingDepthException(String message) {
		super(message);
	}

}

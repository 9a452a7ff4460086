// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * The time that a call was given is over.
 *
 * @since 0.1.0
 */
public final class RunTimeoutException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened, and what to do
	 */
	public RunTimeoutException(String message) {
		super(message);
	}

}

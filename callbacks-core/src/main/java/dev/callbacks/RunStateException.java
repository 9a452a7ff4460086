// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * Signals that the state of a run does not allow an operation, such as an event reported
 * on a run that is over.
 *
 * @since 0.1.0
 */
public final class RunStateException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public RunStateException(String message) {
		super(message);
	}

}

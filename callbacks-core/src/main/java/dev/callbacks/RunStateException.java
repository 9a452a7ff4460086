// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * Something was done with a run that its state does not allow, such as reporting on a
 * run\n * that is over.
 *
 * @since 0.1.0
 */
public final class RunStateException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened, and what to do
	 */
	public RunStateException(String message) {
		super(message);
	}

}

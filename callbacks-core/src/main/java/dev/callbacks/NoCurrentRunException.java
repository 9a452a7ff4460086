// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * Something was reported on the current run where there is none.
 *
 * @since 0.1.0
 */
public final class NoCurrentRunException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened, and what to do
	 */
	public NoCurrentRunException(String message) {
		super(message);
	}

}

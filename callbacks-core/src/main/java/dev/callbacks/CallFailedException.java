// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * Carries a checked exception out of a blocking call. The cause is what went wrong.
 *
 * @since 0.1.0
 */
public final class CallFailedException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param cause what went wrong
	 */
	public CallFailedException(Throwable cause) {
		super("The call failed with a checked exception, see the cause", cause);
	}

}

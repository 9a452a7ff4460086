// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * Carries a checked exception, as its cause, out of a blocking call that declares none.
 *
 * @since 0.1.0
 */
public final class CallFailedException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param cause the checked exception
	 */
	public CallFailedException(Throwable cause) {
		super("The call failed with the checked exception " + cause.getClass().getName() + ", see the cause", cause);
	}

}

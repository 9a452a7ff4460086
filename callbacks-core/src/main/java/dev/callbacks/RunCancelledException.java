// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import dev.callbacks.event.EndReason;

/**
 * A run was ended from outside before it came to its end.
 *
 * @since 0.1.0
 */
public final class RunCancelledException extends CallbackException {

	private final EndReason reason;

	/**
	 * Creates the exception.
	 * @param message what happened
	 * @param reason why the run ended
	 */
	public RunCancelledException(String message, EndReason reason) {
		super(message);
		this.reason = reason;
	}

	/**
	 * Creates the exception.
	 * @param message what happened
	 * @param reason why the run ended
	 * @param cause what told of it
	 */
	public RunCancelledException(String message, EndReason reason, Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Why the run ended.
	 * @return the reason
	 */
	public EndReason reason() {
		return this.reason;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import dev.callbacks.event.EndReason;

/**
 * Signals that a run was ended from outside before its work was done.
 *
 * @since 0.1.0
 */
public final class RunCancelledException extends CallbackException {

	private final EndReason reason;

	/**
	 * Creates the exception.
	 * @param message the message
	 * @param reason the reason of the ending
	 */
	public RunCancelledException(String message, EndReason reason) {
		super(message);
		this.reason = reason;
	}

	/**
	 * Creates the exception.
	 * @param message the message
	 * @param reason the reason of the ending
	 * @param cause the exception that reported the ending
	 */
	public RunCancelledException(String message, EndReason reason, Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Returns the reason of the ending.
	 * @return the reason
	 */
	public EndReason reason() {
		return this.reason;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * Signals that the manager has stopped and opens no more runs. Nothing was started.
 *
 * @since 0.1.0
 */
public final class ManagerStoppedException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public ManagerStoppedException(String message) {
		super(message);
	}

}

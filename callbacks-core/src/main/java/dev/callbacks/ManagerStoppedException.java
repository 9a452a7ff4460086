// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * A run was to be opened after the manager stopped. Nothing was started.
 *
 * @since 0.1.0
 */
public final class ManagerStoppedException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened, and what to do
	 */
	public ManagerStoppedException(String message) {
		super(message);
	}

}

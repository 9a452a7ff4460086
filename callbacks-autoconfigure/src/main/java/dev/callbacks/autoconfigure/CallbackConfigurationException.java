// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import dev.callbacks.CallbackException;

/**
 * Signals that the application's configuration of callbacks cannot work. The message says
 * what is wrong, and the action what to do; an application that does not start prints
 * both.
 *
 * @since 0.1.0
 */
public final class CallbackConfigurationException extends CallbackException {

	private final String action;

	/**
	 * Creates the exception.
	 * @param message a sentence that says what is wrong, with the offending value
	 * @param action a sentence that says what to do
	 */
	public CallbackConfigurationException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * Returns the remedy.
	 * @return a sentence that says what to do
	 */
	public String action() {
		return this.action;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import dev.callbacks.CallbackException;

/**
 * Thrown if the application's configuration of callbacks cannot work. Says what is wrong
 * and what to do; an application that does not start for it prints both.
 *
 * @since 0.1.0
 */
public final class CallbackConfigurationException extends CallbackException {

	private final String action;

	/**
	 * Creates an exception.
	 * @param message a sentence that says what is wrong, with the offending value
	 * @param action a sentence that says what to do
	 */
	public CallbackConfigurationException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * The remedy.
	 * @return a sentence that says what to do
	 */
	public String action() {
		return this.action;
	}

}

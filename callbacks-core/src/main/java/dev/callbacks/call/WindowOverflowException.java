// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import dev.callbacks.CallbackException;

/**
 * A provider went on although a handler's window was full twice over.
 *
 * @since 0.1.0
 */
public final class WindowOverflowException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened, and what to do
	 */
	public WindowOverflowException(String message) {
		super(message);
	}

}

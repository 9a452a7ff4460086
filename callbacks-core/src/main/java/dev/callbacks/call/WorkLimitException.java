// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import dev.callbacks.CallbackException;

/**
 * Signals that a root call needs a thread of the work executor, and that as many calls as
 * may hold one do so. Nothing was started.
 *
 * @since 0.1.0
 */
public final class WorkLimitException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message the message
	 */
	public WorkLimitException(String message) {
		super(message);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * A call was asked for something that cannot be asked, such as an empty conversation.
 * Nothing was started.
 *
 * @since 0.1.0
 */
public final class InvalidRequestException extends CallbackException {

	/**
	 * Creates the exception.
	 * @param message what happened, and what to do
	 */
	public InvalidRequestException(String message) {
		super(message);
	}

}

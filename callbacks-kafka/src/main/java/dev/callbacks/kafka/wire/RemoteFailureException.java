// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import dev.callbacks.CallbackException;
import org.jspecify.annotations.Nullable;

/**
 * A failure of work that another instance did, as it is told in the log. It has no stack
 * trace: that is in the log file of the other instance.
 *
 * @since 0.1.0
 */
public final class RemoteFailureException extends CallbackException {

	private final String failure;

	/**
	 * Creates a failure.
	 * @param failure its name
	 * @param message its message, or {@code null} if content is not sent
	 */
	public RemoteFailureException(String failure, @Nullable String message) {
		super((message != null) ? failure + ": " + message : failure);
		this.failure = failure;
	}

	/**
	 * Returns the name of the failure: that of its class, without the package.
	 * @return the name
	 */
	public String failure() {
		return this.failure;
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.remote;

import dev.callbacks.CallbackException;
import org.jspecify.annotations.Nullable;

/**
 * A failure of work that another instance did, as it is told here. It has no stack trace:
 * that is in the log file of the other instance.
 *
 * @since 0.1.0
 */
public final class RemoteFailureException extends CallbackException {

	private final String failure;

	private final @Nullable String detail;

	/**
	 * Creates a failure.
	 * @param failure its name
	 * @param detail its message, or {@code null} if content is not sent
	 */
	public RemoteFailureException(String failure, @Nullable String detail) {
		super((detail != null) ? failure + ": " + detail : failure);
		this.failure = failure;
		this.detail = detail;
	}

	/**
	 * Returns the name of the failure: that of its class, without the package.
	 * @return the name
	 */
	public String failure() {
		return this.failure;
	}

	/**
	 * Returns the message of the failure, without its name.
	 * @return the message, or {@code null} if content is not sent
	 */
	public @Nullable String detail() {
		return this.detail;
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}

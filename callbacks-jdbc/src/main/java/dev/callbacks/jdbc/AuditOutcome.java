// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

/**
 * The outcome of an audited run.
 *
 * @since 0.1.0
 */
public enum AuditOutcome {

	/** The run succeeded. */
	SUCCESS,

	/** The work, or a handler with raise-error, failed. */
	FAILED,

	/** A future was cancelled, the caller's thread interrupted, or a parent ended. */
	CANCELLED,

	/** The consumer closed the stream early. */
	CLOSED,

	/** The timeout of the call has passed. */
	TIMED_OUT,

	/** The application shut down. */
	SHUTDOWN,

	/** The lease of the process lapsed before it told an end, as after a crash. */
	ABANDONED

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * The reason of an ending by an error event.
 *
 * @since 0.1.0
 */
public enum EndReason {

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

	/**
	 * The process that did the work went away without a word. Told by another one, and
	 * never in the process that opened the run.
	 */
	ABANDONED

}

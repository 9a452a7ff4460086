// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * Why a run ended by an error event.
 *
 * @since 0.1.0
 */
public enum EndReason {

	/** Something failed; the error says what. */
	FAILED,

	/** The caller's future was cancelled, its thread interrupted, or a parent ended. */
	CANCELLED,

	/** The consumer closed the stream early. */
	CLOSED,

	/** The time that the call was given is over. */
	TIMED_OUT,

	/** The application shut down. */
	SHUTDOWN

}

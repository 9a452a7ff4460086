// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

/**
 * Why an event did not reach a handler.
 *
 * @since 0.1.0
 */
public enum DropReason {

	/** Every thread that the handler may have is stuck in it. */
	STUCK,

	/** The handler was given up for this run after it overran its timeout. */
	CUT_OFF,

	/** The handler's window was full, and it sheds tokens. */
	SHED,

	/** The application shut down. */
	SHUTDOWN

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

/**
 * The reason why an event did not reach a handler.
 *
 * @since 0.1.0
 */
public enum DropReason {

	/** All threads that the handler may have are stuck in it. */
	STUCK,

	/** The handler overran its timeout and was cut off from this run. */
	CUT_OFF,

	/** The handler's window was full, and it sheds tokens. */
	SHED,

	/** The application shut down. */
	SHUTDOWN

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * The instances of an application whose events a handler gets.
 *
 * @since 0.1.0
 */
public enum EventSource {

	/** The instance that the handler is in. */
	LOCAL,

	/**
	 * All instances, by way of the log that they share. Each event is handled by one
	 * instance, and no run waits for that.
	 */
	FLEET

}

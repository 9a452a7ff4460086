// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import dev.callbacks.event.EventType;

/**
 * Told what becomes of the events of one handler. Called by many threads at once, on the
 * threads that do the work, so it must be fast and must not block.
 *
 * @since 0.1.0
 */
public interface HandlerListener {

	/**
	 * The handler is to get events: each will be told as finished or dropped.
	 * @param type the type of the events
	 * @param count how many
	 */
	default void accepted(EventType type, long count) {
	}

	/**
	 * The handler's methods, and their stages, are done with events.
	 * @param type the type of the events
	 * @param outcome how it went
	 * @param count how many
	 * @param nanos how long they took together
	 */
	default void finished(EventType type, Outcome outcome, long count, long nanos) {
	}

	/**
	 * The handler did not get events.
	 * @param type the type of the events
	 * @param reason why
	 * @param count how many
	 */
	default void dropped(EventType type, DropReason reason, long count) {
	}

	/**
	 * Events waited for a thread.
	 * @param nanos how long
	 */
	default void waited(long nanos) {
	}

}

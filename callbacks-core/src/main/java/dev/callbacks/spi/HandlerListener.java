// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import dev.callbacks.event.EventType;

/**
 * A listener to the events of one handler. Called by many threads at once, on the threads
 * that do the work, so it must be fast and must not block.
 *
 * @since 0.1.0
 */
public interface HandlerListener {

	/**
	 * Observes events for the handler, each of which later is finished or dropped.
	 * @param type the type of the events
	 * @param count their number
	 */
	default void accepted(EventType type, long count) {
	}

	/**
	 * Observes events that the handler's methods, and their stages, have finished.
	 * @param type the type of the events
	 * @param outcome the outcome
	 * @param count their number
	 * @param nanos their time in total; an estimate for tokens, other than on workers
	 */
	default void finished(EventType type, Outcome outcome, long count, long nanos) {
	}

	/**
	 * Observes events that the handler does not get.
	 * @param type the type of the events
	 * @param reason the reason
	 * @param count their number
	 */
	default void dropped(EventType type, DropReason reason, long count) {
	}

	/**
	 * Observes that a thread is still in the handler after its timeout, or that such a
	 * thread has come back.
	 * @param change by how many there are more such threads now: 1 or -1
	 */
	default void stuckThreads(int change) {
	}

	/**
	 * Observes the wait of events for a thread.
	 * @param nanos the time of the wait
	 */
	default void waited(long nanos) {
	}

}

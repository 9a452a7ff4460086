// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;

/**
 * Something is about to be tried again.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param attempt which attempt comes next, from two
 * @param delay how long it waits before
 * @param error why the last attempt failed
 * @since 0.1.0
 */
public record Retry(RunInfo run, long sequence, long nanos, int attempt, Duration delay,
		Throwable error) implements CallbackEvent {

	/**
	 * An event without a time, such as for a test.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param attempt which attempt comes next, from two
	 * @param delay how long it waits before
	 * @param error why the last attempt failed
	 */
	public Retry(RunInfo run, long sequence, int attempt, Duration delay, Throwable error) {
		this(run, sequence, 0, attempt, delay, error);
	}

	@Override
	public EventType type() {
		return EventType.RETRY;
	}

	@Override
	public String toString() {
		return "Retry[" + this.run.id() + " #" + this.sequence + ", attempt=" + this.attempt + "]";
	}

}

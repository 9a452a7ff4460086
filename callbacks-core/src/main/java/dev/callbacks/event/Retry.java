// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;

/**
 * The announcement of a further attempt after a failure.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param attempt the number of the attempt, from two
 * @param delay the delay before the attempt
 * @param error the failure of the last attempt
 * @since 0.1.0
 */
public record Retry(RunInfo run, long sequence, long nanos, int attempt, Duration delay,
		Throwable error) implements CallbackEvent {

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param attempt the number of the attempt, from two
	 * @param delay the delay before the attempt
	 * @param error the failure of the last attempt
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

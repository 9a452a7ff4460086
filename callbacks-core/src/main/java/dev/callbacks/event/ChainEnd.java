// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import org.jspecify.annotations.Nullable;

/**
 * The end of a chain or step.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param output the output
 * @param start the start of the run, which has its input, or {@code null} for an event
 * created by hand
 * @since 0.1.0
 */
public record ChainEnd(RunInfo run, long sequence, long nanos, @Nullable Object output,
		@Nullable StartEvent start) implements EndEvent {

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param output the output
	 */
	public ChainEnd(RunInfo run, long sequence, @Nullable Object output) {
		this(run, sequence, 0, output, null);
	}

	@Override
	public EventType type() {
		return EventType.CHAIN_END;
	}

	@Override
	public String toString() {
		return "ChainEnd[" + this.run.id() + " #" + this.sequence + "]";
	}

}

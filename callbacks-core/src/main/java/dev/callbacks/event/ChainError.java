// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import org.jspecify.annotations.Nullable;

/**
 * The failure of a chain or step.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param error the failure
 * @param reason the reason of the ending
 * @param partial the output by then, or {@code null}
 * @param start the start of the run, which has its input, or {@code null} for an event
 * created by hand
 * @since 0.1.0
 */
public record ChainError(RunInfo run, long sequence, long nanos, Throwable error, EndReason reason,
		@Nullable Object partial, @Nullable StartEvent start) implements ErrorEvent {

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param error the failure
	 * @param reason the reason of the ending
	 * @param partial the output by then, or {@code null}
	 */
	public ChainError(RunInfo run, long sequence, Throwable error, EndReason reason, @Nullable Object partial) {
		this(run, sequence, 0, error, reason, partial, null);
	}

	@Override
	public EventType type() {
		return EventType.CHAIN_ERROR;
	}

	@Override
	public String toString() {
		return "ChainError[" + this.run.id() + " #" + this.sequence + ", reason=" + this.reason + ", error="
				+ this.error.getClass().getName() + "]";
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import org.jspecify.annotations.Nullable;

/**
 * A tool failed.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param error what went wrong
 * @param reason why the run ended
 * @param partial what had come by then, or {@code null}
 * @param start the start of the run, which tells its input, or {@code null} for an event
 * made by hand
 * @since 0.1.0
 */
public record ToolError(RunInfo run, long sequence, long nanos, Throwable error, EndReason reason,
		@Nullable Object partial, @Nullable StartEvent start) implements ErrorEvent {

	/**
	 * An event without a time, such as for a test.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param error what went wrong
	 * @param reason why the run ended
	 * @param partial what had come by then, or {@code null}
	 */
	public ToolError(RunInfo run, long sequence, Throwable error, EndReason reason, @Nullable Object partial) {
		this(run, sequence, 0, error, reason, partial, null);
	}

	@Override
	public EventType type() {
		return EventType.TOOL_ERROR;
	}

	@Override
	public String toString() {
		return "ToolError[" + this.run.id() + " #" + this.sequence + ", reason=" + this.reason + ", error="
				+ this.error.getClass().getName() + "]";
	}

}

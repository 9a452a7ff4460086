// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;

import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;

/**
 * A model did not answer, or not to the end.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param firstTokenNanos nanoseconds from the start of the run to the first piece of the
 * answer, or -1 if none came
 * @param tokens how many pieces of the answer came one by one
 * @param error what went wrong
 * @param reason why the run ended
 * @param partial what had come by then; without generations if nothing had
 * @param start the start of the run, which tells its input, or {@code null} for an event
 * made by hand
 * @since 0.1.0
 */
public record LlmError(RunInfo run, long sequence, long nanos, long firstTokenNanos, int tokens, Throwable error,
		EndReason reason, LlmResult partial, @Nullable StartEvent start) implements ErrorEvent {

	/**
	 * An event without a time, such as for a test.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param error what went wrong
	 * @param reason why the run ended
	 * @param partial what had come by then; without generations if nothing had
	 */
	public LlmError(RunInfo run, long sequence, Throwable error, EndReason reason, LlmResult partial) {
		this(run, sequence, 0, -1, 0, error, reason, partial, null);
	}

	@Override
	public EventType type() {
		return EventType.LLM_ERROR;
	}

	/**
	 * How long the model took to its first piece.
	 * @return the duration, or {@code null} if no piece came
	 */
	public @Nullable Duration timeToFirstToken() {
		return EventData.timeToFirstToken(this.firstTokenNanos);
	}

	@Override
	public String toString() {
		return "LlmError[" + this.run.id() + " #" + this.sequence + ", reason=" + this.reason + ", error="
				+ this.error.getClass().getName() + "]";
	}

}

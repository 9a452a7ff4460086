// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;

import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;

/**
 * A model has answered.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param firstTokenNanos nanoseconds from the start of the run to the first piece of the
 * answer, or -1 if none came
 * @param tokens how many pieces of the answer came one by one
 * @param result the answer of this run alone
 * @param start the start of the run, which tells its input, or {@code null} for an event
 * made by hand
 * @since 0.1.0
 */
public record LlmEnd(RunInfo run, long sequence, long nanos, long firstTokenNanos, int tokens, LlmResult result,
		@Nullable StartEvent start) implements EndEvent {

	/**
	 * An event without a time, such as for a test.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param result the answer of this run alone
	 */
	public LlmEnd(RunInfo run, long sequence, LlmResult result) {
		this(run, sequence, 0, -1, 0, result, null);
	}

	@Override
	public EventType type() {
		return EventType.LLM_END;
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
		return "LlmEnd[" + this.run.id() + " #" + this.sequence + "]";
	}

}

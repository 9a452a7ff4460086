// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;

import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a model.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param firstTokenNanos nanoseconds from the start of the run to the first token, or -1
 * without tokens
 * @param tokens the number of tokens
 * @param result the answer of this run alone
 * @param start the start of the run, which has its input, or {@code null} for an event
 * created by hand
 * @since 0.1.0
 */
public record LlmEnd(RunInfo run, long sequence, long nanos, long firstTokenNanos, int tokens, LlmResult result,
		@Nullable StartEvent start) implements EndEvent {

	/**
	 * Creates an event without a time, for tests.
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
	 * Returns the time from the start of the run to the first token.
	 * @return the duration, or {@code null} without tokens
	 */
	public @Nullable Duration timeToFirstToken() {
		return EventData.timeToFirstToken(this.firstTokenNanos);
	}

	@Override
	public String toString() {
		return "LlmEnd[" + this.run.id() + " #" + this.sequence + "]";
	}

}

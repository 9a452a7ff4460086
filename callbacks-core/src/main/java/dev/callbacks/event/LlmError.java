// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;

import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;

/**
 * The failure of a model, before or during its answer.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param firstTokenNanos nanoseconds from the start of the run to the first token, or -1
 * without tokens
 * @param tokens the number of tokens
 * @param error the failure
 * @param reason the reason of the ending
 * @param partial the answer by then, without generations if there was none. If the
 * provider has not reported its usage, that is estimated: the tokens that came
 * @param start the start of the run, which has its input, or {@code null} for an event
 * created by hand
 * @since 0.1.0
 */
public record LlmError(RunInfo run, long sequence, long nanos, long firstTokenNanos, int tokens, Throwable error,
		EndReason reason, LlmResult partial, @Nullable StartEvent start) implements ErrorEvent {

	public LlmError {
		partial = partial.withEstimate(tokens);
	}

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param error the failure
	 * @param reason the reason of the ending
	 * @param partial the answer by then, without generations if there was none
	 */
	public LlmError(RunInfo run, long sequence, Throwable error, EndReason reason, LlmResult partial) {
		this(run, sequence, 0, -1, 0, error, reason, partial, null);
	}

	@Override
	public EventType type() {
		return EventType.LLM_ERROR;
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
		return "LlmError[" + this.run.id() + " #" + this.sequence + ", reason=" + this.reason + ", error="
				+ this.error.getClass().getName() + "]";
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.Duration;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;

/**
 * The ending of a recorded run, without its content. Immutable.
 *
 * @param reason the reason of an ending by error, or {@code null} for a success
 * @param errorType the name of the failure's class, or {@code null} for a success
 * @param duration the time from the start of the run to its end
 * @param timeToFirstToken the time from the start of the run to the first token, or
 * {@code null} without tokens
 * @param tokens the number of tokens
 * @since 0.1.0
 */
public record RecordedEnding(@Nullable EndReason reason, @Nullable String errorType, Duration duration,
		@Nullable Duration timeToFirstToken, int tokens) {

	/**
	 * Returns the ending that an event tells.
	 * @param event the event
	 * @return the ending
	 */
	public static RecordedEnding of(TerminalEvent event) {
		ErrorEvent failed = (event instanceof ErrorEvent error) ? error : null;
		EndReason reason = (failed != null) ? failed.reason() : null;
		String errorType = (failed != null) ? failed.error().getClass().getName() : null;
		if (event instanceof LlmEnd end) {
			return new RecordedEnding(reason, errorType, event.duration(), end.timeToFirstToken(), end.tokens());
		}
		if (event instanceof LlmError error) {
			return new RecordedEnding(reason, errorType, event.duration(), error.timeToFirstToken(), error.tokens());
		}
		return new RecordedEnding(reason, errorType, event.duration(), null, 0);
	}

}

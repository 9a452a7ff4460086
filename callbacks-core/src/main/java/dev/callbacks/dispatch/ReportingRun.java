// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import dev.callbacks.Run;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.Text;
import org.jspecify.annotations.Nullable;

import static dev.callbacks.InvalidRequestException.required;

/**
 * The ways to report on a run, all of which append an event between its start and its
 * end.
 */
abstract class ReportingRun implements Run {

	/**
	 * Appends an event.
	 * @return complete when the handlers have finished it, or at once for a handler
	 */
	abstract CompletionStage<?> report(Report report);

	/**
	 * The run as the user's own events tell of it.
	 */
	abstract RunInfo inheritableInfo();

	@Override
	public final CompletionStage<?> emit(String name, @Nullable Object data) {
		required(name, "The name of an event");
		return report((number, nanos) -> new CustomEvent(inheritableInfo(), number, nanos, name, data));
	}

	@Override
	public final CompletionStage<?> emitText(String text) {
		required(text, "A text");
		return report((number, nanos) -> new Text(inheritableInfo(), number, nanos, text));
	}

	@Override
	public final CompletionStage<?> emitRetry(int attempt, Duration delay, Throwable error) {
		required(delay, "The delay of a retry");
		required(error, "The error before a retry");
		return report((number, nanos) -> new Retry(info(), number, nanos, attempt, delay, error));
	}

	@Override
	public final CompletionStage<?> emitAction(String tool, @Nullable Object input, String log) {
		required(tool, "The tool of an action");
		required(log, "The log of an action");
		return report((number, nanos) -> new AgentAction(info(), number, nanos, tool, input, log));
	}

	@Override
	public final CompletionStage<?> emitFinish(@Nullable Object output, String log) {
		required(log, "The log of an agent's end");
		return report((number, nanos) -> new AgentFinish(info(), number, nanos, output, log));
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + info() + "]";
	}

	/**
	 * Makes an event that belongs between start and end.
	 */
	@FunctionalInterface
	interface Report {

		CallbackEvent create(long sequence, long nanos);

	}

}

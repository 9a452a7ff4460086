// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a run in a {@link RunRecorder}. Immutable.
 *
 * @param info the run
 * @param events its events in their order
 * @param children the runs below it, in the order in which they started
 * @param dropped the number of events that were dropped since the tree was full: its own,
 * and for a root also those of runs that are not kept
 * @since 0.1.0
 */
public record RecordedRun(RunInfo info, List<CallbackEvent> events, List<RecordedRun> children, long dropped) {

	public RecordedRun {
		events = List.copyOf(events);
		children = List.copyOf(children);
	}

	/**
	 * Returns the ending of the run.
	 * @return the event, or {@code null} if the run is open
	 */
	public @Nullable TerminalEvent terminal() {
		CallbackEvent last = this.events.isEmpty() ? null : this.events.get(this.events.size() - 1);
		return (last instanceof TerminalEvent terminal) ? terminal : null;
	}

	/**
	 * Returns the time at which the run started.
	 * @return the time
	 */
	public Instant startTime() {
		return this.info.startTime();
	}

	/**
	 * Returns the duration of the run.
	 * @return the duration, or {@code null} if the run is open
	 */
	public @Nullable Duration duration() {
		TerminalEvent terminal = terminal();
		return (terminal != null) ? terminal.duration() : null;
	}

	/**
	 * Returns the time to the first token of a model's answer.
	 * @return the duration, or {@code null} without tokens
	 */
	public @Nullable Duration timeToFirstToken() {
		TerminalEvent terminal = terminal();
		if (terminal instanceof LlmEnd end) {
			return end.timeToFirstToken();
		}
		if (terminal instanceof LlmError error) {
			return error.timeToFirstToken();
		}
		return this.events.stream()
			.filter(LlmNewToken.class::isInstance)
			.findFirst()
			.map((token) -> Duration.ofNanos(token.nanos()))
			.orElse(null);
	}

	/**
	 * Returns this run and all below it, parents before children.
	 * @return the runs
	 */
	public List<RecordedRun> tree() {
		List<RecordedRun> tree = new ArrayList<>();
		tree.add(this);
		this.children.forEach((child) -> tree.addAll(child.tree()));
		return tree;
	}

	@Override
	public String toString() {
		return "RecordedRun[" + this.info + ", " + this.events.size() + " events, " + this.children.size()
				+ " children]";
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a run in a {@link RunRecorder}. Immutable.
 *
 * @param info the run
 * @param events its events in their order; none if the recorder keeps no content
 * @param ending its ending, or {@code null} if it is open
 * @param children the runs below it, in the order in which they started
 * @param dropped the number of events that were dropped since the tree was full: its own,
 * and for a root also those of runs that are not kept
 * @since 0.1.0
 */
public record RecordedRun(RunInfo info, List<CallbackEvent> events, @Nullable RecordedEnding ending,
		List<RecordedRun> children, long dropped) {

	public RecordedRun {
		events = List.copyOf(events);
		children = List.copyOf(children);
	}

	/**
	 * Returns the terminal event of the run.
	 * @return the event, or {@code null} if the run is open or its events are not kept
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
		return (this.ending != null) ? this.ending.duration() : null;
	}

	/**
	 * Returns the time to the first token of a model's answer.
	 * @return the duration, or {@code null} without tokens
	 */
	public @Nullable Duration timeToFirstToken() {
		if (this.ending != null) {
			return this.ending.timeToFirstToken();
		}
		return this.events.stream()
			.filter(LlmNewToken.class::isInstance)
			.findFirst()
			.map((token) -> Duration.ofNanos(token.nanos()))
			.orElse(null);
	}

	/**
	 * Returns the content of the start: messages, prompt, inputs or query.
	 * @return the text, or {@code null} if it is not kept
	 */
	public @Nullable String input() {
		return this.events.stream().filter(StartEvent.class::isInstance).findFirst().map(EventContent::of).orElse(null);
	}

	/**
	 * Returns the content of the ending: the result, or the message of the failure.
	 * @return the text, or {@code null} if the run is open or it is not kept
	 */
	public @Nullable String output() {
		TerminalEvent terminal = terminal();
		return (terminal != null) ? EventContent.of(terminal) : null;
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

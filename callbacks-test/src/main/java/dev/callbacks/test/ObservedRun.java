// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.List;
import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;

/**
 * A run as seen by a handler. Immutable.
 *
 * @since 0.1.0
 */
public final class ObservedRun {

	private final UUID id;

	private final List<CallbackEvent> all;

	ObservedRun(UUID id, List<CallbackEvent> all) {
		this.id = id;
		this.all = List.copyOf(all);
	}

	/**
	 * Returns the identity of the run.
	 * @return the info
	 */
	public RunInfo info() {
		return events().get(0).run();
	}

	/**
	 * Returns the events of the run.
	 * @return the events in the order in which they came
	 */
	public List<CallbackEvent> events() {
		return this.all.stream().filter((event) -> event.run().id().equals(this.id)).toList();
	}

	/**
	 * Returns the terminal events of the run, of which there should be one.
	 * @return the events
	 */
	public List<TerminalEvent> endings() {
		return events().stream().filter(TerminalEvent.class::isInstance).map(TerminalEvent.class::cast).toList();
	}

	/**
	 * Returns the texts of the tokens of the run.
	 * @return the texts that are not empty
	 */
	public List<String> tokens() {
		return events().stream()
			.filter(LlmNewToken.class::isInstance)
			.map((event) -> ((LlmNewToken) event).token())
			.filter((token) -> !token.isEmpty())
			.toList();
	}

	/**
	 * Returns the number of events before the start of the run.
	 */
	int startedAt() {
		return indexOf(StartEvent.class);
	}

	/**
	 * Returns the number of events before its end, or a negative number without one.
	 */
	int endedAt() {
		return indexOf(TerminalEvent.class);
	}

	private int indexOf(Class<?> type) {
		for (int i = 0; i < this.all.size(); i++) {
			if (type.isInstance(this.all.get(i)) && this.all.get(i).run().id().equals(this.id)) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public String toString() {
		return info().name() + events().stream().map((event) -> event.getClass().getSimpleName()).toList();
	}

}

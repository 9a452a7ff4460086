// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.List;

import dev.callbacks.event.CallbackEvent;

/**
 * Where assertions over runs and events begin. <pre>{@code
 * assertThat(recording.run("agent")).hasExactlyOneTerminal().startedBefore(recording.run("search"));
 * assertThat(recording.events()).isWellFormed();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class CallbackAssertions {

	private CallbackAssertions() {
	}

	/**
	 * Assertions over a run.
	 * @param run the run
	 * @return the assertions
	 */
	public static RunAssert assertThat(ObservedRun run) {
		return new RunAssert(run);
	}

	/**
	 * Assertions over all that a handler got.
	 * @param events the events
	 * @return the assertions
	 */
	public static EventsAssert assertThat(RecordedEvents events) {
		return assertThatEvents(events.events());
	}

	/**
	 * Assertions over events in the order in which they came.
	 * @param events the events
	 * @return the assertions
	 */
	public static EventsAssert assertThatEvents(List<? extends CallbackEvent> events) {
		return new EventsAssert(List.copyOf(events));
	}

}

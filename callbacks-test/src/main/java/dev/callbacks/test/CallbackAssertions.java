// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.List;

import dev.callbacks.event.CallbackEvent;

/**
 * The entry point for assertions on runs and events. <pre>{@code
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
	 * Creates assertions on a run.
	 * @param run the run
	 * @return the assertions
	 */
	public static RunAssert assertThat(ObservedRun run) {
		return new RunAssert(run);
	}

	/**
	 * Creates assertions on the events of a recording handler.
	 * @param events the events
	 * @return the assertions
	 */
	public static EventsAssert assertThat(RecordedEvents events) {
		return assertThatEvents(events.events());
	}

	/**
	 * Creates assertions on events in the order in which they came.
	 * @param events the events
	 * @return the assertions
	 */
	public static EventsAssert assertThatEvents(List<? extends CallbackEvent> events) {
		return new EventsAssert(List.copyOf(events));
	}

}

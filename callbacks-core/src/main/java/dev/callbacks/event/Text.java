// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * The text that user code reports on a run.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param text the text
 * @since 0.1.0
 */
public record Text(RunInfo run, long sequence, long nanos, String text) implements CallbackEvent {

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param text the text
	 */
	public Text(RunInfo run, long sequence, String text) {
		this(run, sequence, 0, text);
	}

	@Override
	public EventType type() {
		return EventType.TEXT;
	}

	@Override
	public String toString() {
		return "Text[" + this.run.id() + " #" + this.sequence + "]";
	}

}

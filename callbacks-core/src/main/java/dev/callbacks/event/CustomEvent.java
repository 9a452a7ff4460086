// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import org.jspecify.annotations.Nullable;

/**
 * The data that user code reports on a run.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param name the name of the event
 * @param data the data
 * @since 0.1.0
 */
public record CustomEvent(RunInfo run, long sequence, long nanos, String name,
		@Nullable Object data) implements CallbackEvent {

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param name the name of the event
	 * @param data the data
	 */
	public CustomEvent(RunInfo run, long sequence, String name, @Nullable Object data) {
		this(run, sequence, 0, name, data);
	}

	@Override
	public EventType type() {
		return EventType.CUSTOM_EVENT;
	}

	@Override
	public String toString() {
		return "CustomEvent[" + this.run.id() + " #" + this.sequence + ", name=" + this.name + "]";
	}

}

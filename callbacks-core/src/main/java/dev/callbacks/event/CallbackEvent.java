// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Instant;

/**
 * Something that happened in the life of a run. Events are immutable records, the same
 * instance for every handler, and their sequence numbers grow within a run.
 * <p>
 * Their {@code toString()} holds no content of the conversation.
 *
 * @since 0.1.0
 */
public sealed interface CallbackEvent
		permits StartEvent, TerminalEvent, LlmNewToken, AgentAction, AgentFinish, Retry, Text, CustomEvent {

	/**
	 * The run that the event belongs to.
	 * @return the run
	 */
	RunInfo run();

	/**
	 * The place of the event in its run, from zero.
	 * @return the sequence number
	 */
	long sequence();

	/**
	 * How long after the start of its run the event came about, which is before any
	 * handler is told of it.
	 * @return nanoseconds from the start of the run to this event, 0 for the start itself
	 */
	long nanos();

	/**
	 * When the event came about: {@link #nanos()} after the start of its run. So the
	 * times of one run stay right when the clock of the machine is set meanwhile.
	 * @return the time
	 */
	default Instant at() {
		return run().startTime().plusNanos(nanos());
	}

	/**
	 * The type of the event.
	 * @return the type
	 */
	EventType type();

}

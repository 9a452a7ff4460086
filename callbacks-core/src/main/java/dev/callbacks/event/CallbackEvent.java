// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Instant;

/**
 * An event in the life of a run. Events are immutable records, the same instance for
 * every handler, with sequence numbers that grow within a run.
 * <p>
 * Their {@code toString()} holds no content of the conversation.
 *
 * @since 0.1.0
 */
public sealed interface CallbackEvent
		permits StartEvent, TerminalEvent, LlmNewToken, AgentAction, AgentFinish, Retry, Text, CustomEvent {

	/**
	 * Returns the run of the event.
	 * @return the run
	 */
	RunInfo run();

	/**
	 * Returns the place of the event in its run, from zero.
	 * @return the sequence number
	 */
	long sequence();

	/**
	 * Returns the age of the run when the event was appended, before any handler got it.
	 * @return nanoseconds from the start of the run to this event, 0 for the start itself
	 */
	long nanos();

	/**
	 * Returns the time at which the event was appended, {@link #nanos()} after the start
	 * of its run. A change of the machine's clock during a run does not disturb its
	 * times.
	 * @return the time
	 */
	default Instant at() {
		return run().startTime().plusNanos(nanos());
	}

	/**
	 * Returns the type of the event.
	 * @return the type
	 */
	EventType type();

}

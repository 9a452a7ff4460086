// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import org.jspecify.annotations.Nullable;

/**
 * The decision of an agent to finish.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param output the output
 * @param log the agent's reasoning
 * @since 0.1.0
 */
public record AgentFinish(RunInfo run, long sequence, long nanos, @Nullable Object output,
		String log) implements CallbackEvent {

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param output the output
	 * @param log the agent's reasoning
	 */
	public AgentFinish(RunInfo run, long sequence, @Nullable Object output, String log) {
		this(run, sequence, 0, output, log);
	}

	@Override
	public EventType type() {
		return EventType.AGENT_FINISH;
	}

	@Override
	public String toString() {
		return "AgentFinish[" + this.run.id() + " #" + this.sequence + "]";
	}

}

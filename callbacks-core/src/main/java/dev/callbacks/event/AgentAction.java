// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import org.jspecify.annotations.Nullable;

/**
 * The decision of an agent to call a tool.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param tool the name of the tool
 * @param input the input of the tool
 * @param log the agent's reasoning
 * @since 0.1.0
 */
public record AgentAction(RunInfo run, long sequence, long nanos, String tool, @Nullable Object input,
		String log) implements CallbackEvent {

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param tool the name of the tool
	 * @param input the input of the tool
	 * @param log the agent's reasoning
	 */
	public AgentAction(RunInfo run, long sequence, String tool, @Nullable Object input, String log) {
		this(run, sequence, 0, tool, input, log);
	}

	@Override
	public EventType type() {
		return EventType.AGENT_ACTION;
	}

	@Override
	public String toString() {
		return "AgentAction[" + this.run.id() + " #" + this.sequence + "]";
	}

}

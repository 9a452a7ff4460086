// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import org.jspecify.annotations.Nullable;

/**
 * An agent decided that it is done.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param output its output
 * @param log what the agent says of it
 * @since 0.1.0
 */
public record AgentFinish(RunInfo run, long sequence, long nanos, @Nullable Object output,
		String log) implements CallbackEvent {

	/**
	 * An event without a time, such as for a test.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param output its output
	 * @param log what the agent says of it
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

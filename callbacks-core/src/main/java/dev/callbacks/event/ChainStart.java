// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.util.Map;

/**
 * The start of a chain or step.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param inputs the inputs
 * @since 0.1.0
 */
public record ChainStart(RunInfo run, long sequence, Map<String, Object> inputs) implements StartEvent {

	public ChainStart {
		inputs = EventData.copy(inputs);
	}

	@Override
	public EventType type() {
		return EventType.CHAIN_START;
	}

	@Override
	public String toString() {
		return "ChainStart[" + this.run.id() + " #" + this.sequence + "]";
	}

}

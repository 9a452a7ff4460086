// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * The start of a retriever.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param query the query
 * @since 0.1.0
 */
public record RetrieverStart(RunInfo run, long sequence, String query) implements StartEvent {

	@Override
	public EventType type() {
		return EventType.RETRIEVER_START;
	}

	@Override
	public String toString() {
		return "RetrieverStart[" + this.run.id() + " #" + this.sequence + "]";
	}

}

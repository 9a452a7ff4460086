// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.util.List;

import dev.callbacks.message.Document;
import org.jspecify.annotations.Nullable;

/**
 * The failure of a retriever.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param error the failure
 * @param reason the reason of the ending
 * @param partial the documents by then
 * @param start the start of the run, which has its input, or {@code null} for an event
 * created by hand
 * @since 0.1.0
 */
public record RetrieverError(RunInfo run, long sequence, long nanos, Throwable error, EndReason reason,
		List<Document> partial, @Nullable StartEvent start) implements ErrorEvent {

	public RetrieverError {
		partial = List.copyOf(partial);
	}

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param error the failure
	 * @param reason the reason of the ending
	 * @param partial the documents by then
	 */
	public RetrieverError(RunInfo run, long sequence, Throwable error, EndReason reason, List<Document> partial) {
		this(run, sequence, 0, error, reason, partial, null);
	}

	@Override
	public EventType type() {
		return EventType.RETRIEVER_ERROR;
	}

	@Override
	public String toString() {
		return "RetrieverError[" + this.run.id() + " #" + this.sequence + ", reason=" + this.reason + ", error="
				+ this.error.getClass().getName() + "]";
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.util.List;

import dev.callbacks.message.Document;
import org.jspecify.annotations.Nullable;

/**
 * The documents that a retriever found.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param documents the documents
 * @param start the start of the run, which has its input, or {@code null} for an event
 * created by hand
 * @since 0.1.0
 */
public record RetrieverEnd(RunInfo run, long sequence, long nanos, List<Document> documents,
		@Nullable StartEvent start) implements EndEvent {

	public RetrieverEnd {
		documents = List.copyOf(documents);
	}

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param documents the documents
	 */
	public RetrieverEnd(RunInfo run, long sequence, List<Document> documents) {
		this(run, sequence, 0, documents, null);
	}

	@Override
	public EventType type() {
		return EventType.RETRIEVER_END;
	}

	@Override
	public String toString() {
		return "RetrieverEnd[" + this.run.id() + " #" + this.sequence + "]";
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import dev.callbacks.message.ChatChunk;

/**
 * A model handed out the next piece of its answer.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param chunk the piece
 * @param index the place of the piece in the answer, from zero
 * @since 0.1.0
 */
public record LlmNewToken(RunInfo run, long sequence, long nanos, ChatChunk chunk, int index) implements CallbackEvent {

	/**
	 * An event without a time, such as for a test.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param chunk the piece
	 * @param index the place of the piece in the answer, from zero
	 */
	public LlmNewToken(RunInfo run, long sequence, ChatChunk chunk, int index) {
		this(run, sequence, 0, chunk, index);
	}

	@Override
	public EventType type() {
		return EventType.LLM_NEW_TOKEN;
	}

	/**
	 * The text of the piece.
	 * @return the text, which may be empty
	 */
	public String token() {
		return this.chunk.text();
	}

	/**
	 * Whether this piece closes the answer.
	 * @return whether it is the last
	 */
	public boolean last() {
		return this.chunk.last();
	}

	@Override
	public String toString() {
		return "LlmNewToken[" + this.run.id() + " #" + this.sequence + ", index=" + this.index + "]";
	}

}

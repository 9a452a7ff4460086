// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import dev.callbacks.message.ChatChunk;

/**
 * The next token of a model's answer.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param chunk the chunk with the token
 * @param index the index of the token in the answer, from zero
 * @since 0.1.0
 */
public record LlmNewToken(RunInfo run, long sequence, long nanos, ChatChunk chunk, int index) implements CallbackEvent {

	/**
	 * Creates an event without a time, for tests.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param chunk the chunk with the token
	 * @param index the index of the token in the answer, from zero
	 */
	public LlmNewToken(RunInfo run, long sequence, ChatChunk chunk, int index) {
		this(run, sequence, 0, chunk, index);
	}

	@Override
	public EventType type() {
		return EventType.LLM_NEW_TOKEN;
	}

	/**
	 * Returns the text of the token.
	 * @return the text, which may be empty
	 */
	public String token() {
		return this.chunk.text();
	}

	/**
	 * Whether this token closes the answer.
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

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;

/**
 * An answer of a {@link ScriptedProvider} that a test drives chunk by chunk. A chunk that
 * the test's thread emits is also delivered on it.
 * <p>
 * <b>Failure</b>: driving an answer before it is requested is an {@link AssertionError}.
 *
 * @since 0.1.0
 */
public final class HandDrivenAnswer {

	private volatile @Nullable FluxSink<ChatChunk> sink;

	HandDrivenAnswer() {
	}

	void attach(FluxSink<ChatChunk> sink) {
		this.sink = sink;
	}

	/**
	 * Whether this answer was requested from the provider.
	 * @return whether it was
	 */
	public boolean isAsked() {
		return this.sink != null;
	}

	/**
	 * Whether the answer was cancelled.
	 * @return whether it was
	 */
	public boolean isCancelled() {
		FluxSink<ChatChunk> sink = this.sink;
		return sink != null && sink.isCancelled();
	}

	/**
	 * Returns the number of chunks that are requested and not yet emitted.
	 * @return the number
	 */
	public long requested() {
		return sink().requestedFromDownstream();
	}

	/**
	 * Emits a token.
	 * @param token the token
	 */
	public void emit(String token) {
		emit(ChatChunk.of(token));
	}

	/**
	 * Emits a chunk.
	 * @param chunk the chunk
	 */
	public void emit(ChatChunk chunk) {
		sink().next(chunk);
	}

	/**
	 * Ends the answer.
	 */
	public void complete() {
		sink().complete();
	}

	/**
	 * Fails the answer.
	 * @param failure the failure
	 */
	public void fail(Throwable failure) {
		sink().error(failure);
	}

	private FluxSink<ChatChunk> sink() {
		FluxSink<ChatChunk> sink = this.sink;
		if (sink == null) {
			throw new AssertionError("This answer is not requested yet. Call the model first");
		}
		return sink;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.CallerLoop;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * What is streamed as a run: our own provider's chunks, or another library's items.
 *
 * @param <T> the items that the consumer gets
 */
interface Streamed<T> {

	RunSpec spec(RunConfig config);

	Run open(RunSpec spec);

	/**
	 * The items, where they are to be subscribed to and observed.
	 */
	Publisher<T> stream(Run run, @Nullable CallerLoop caller);

	ChunkReader<T> reader();

	/**
	 * What the consumer gets when handlers were told that the stream is at its end, or
	 * {@code null} if neither is told so by a token.
	 */
	@Nullable T closing(ChatChunk chunk);

	/**
	 * What is wrong if there was not a single item, or {@code null} if that may be.
	 */
	@Nullable Throwable emptyAnswer();

	/**
	 * What handlers are told that the stream failed with; the consumer gets the error
	 * itself.
	 */
	Throwable cause(Throwable error);

	/**
	 * Whether the stream is another library's, which begins on the subscribing thread.
	 */
	default boolean isObserved() {
		return false;
	}

	/**
	 * What is streamed if the run was refused, or {@code null} if that fails the stream.
	 */
	@Nullable Publisher<T> unobserved(Throwable refusal);

}

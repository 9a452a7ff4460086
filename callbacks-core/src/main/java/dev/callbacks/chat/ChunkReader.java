// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a model of another library streams, for {@link ObservedModel}. There is one
 * for each stream, called by one thread at a time; what it throws fails the stream.
 *
 * @param <T> what is streamed
 * @since 0.1.0
 */
public interface ChunkReader<T> {

	/**
	 * What handlers are told of an item.
	 * @param item the item
	 * @return the chunk, or {@code null} if there is nothing in it for them
	 */
	@Nullable ChatChunk read(T item);

	/**
	 * What belongs to the result although it was no token: usage, and why the stream
	 * ended. Asked for when the stream has come to its end.
	 * @return what is added to the result
	 */
	ChatChunk closing();

}

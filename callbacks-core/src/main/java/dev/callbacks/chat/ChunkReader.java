// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the stream of another library's model, for {@link ObservedModel}. Each
 * stream has its own, called by one thread at a time.
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public interface ChunkReader<T> {

	/**
	 * Reads an item as a chunk for handlers.
	 * @param item the item
	 * @return the chunk, or {@code null} if the item is of no interest to them
	 */
	@Nullable ChatChunk read(T item);

	/**
	 * Returns the part of the result that no token carried, such as usage and finish
	 * reason. Called once the stream is complete.
	 * @return the part to add to the result
	 */
	ChatChunk closing();

}

/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.reactive;

import dev.callbacks.chat.ChunkReader;
import dev.callbacks.message.ChatChunk;

/**
 * A reader of chunks as they are.
 */
final class PlainReader implements ChunkReader<ChatChunk> {

	@Override
	public ChatChunk read(ChatChunk chunk) {
		return chunk;
	}

	@Override
	public ChatChunk closing() {
		return ChatChunk.closing();
	}

}

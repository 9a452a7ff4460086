// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import reactor.core.publisher.Flux;

/**
 * A provider that answers every request with the same stream.
 *
 * @param tokens the stream
 */
record StreamingProvider(Flux<ChatChunk> tokens) implements ChatProvider {

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return this.tokens;
	}

	@Override
	public String name() {
		return "streaming";
	}

}

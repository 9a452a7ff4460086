// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.function.Supplier;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * A provider that answers each request with the same kind of stream.
 */
public record TestProvider(Supplier<? extends Publisher<ChatChunk>> chunks,
		boolean isBlocking) implements ChatProvider {

	public static TestProvider of(Supplier<? extends Publisher<ChatChunk>> chunks) {
		return new TestProvider(chunks, false);
	}

	@Override
	public String name() {
		return "test";
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.from(this.chunks.get());
	}

}

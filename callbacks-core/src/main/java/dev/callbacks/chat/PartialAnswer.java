// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChunkCollector;
import dev.callbacks.message.LlmResult;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The chunks so far of an answer that a provider puts together, for the error event of a
 * call that fails. The call passes it to the provider in the Reactor context.
 */
final class PartialAnswer {

	private static final String KEY = "dev.callbacks.partial";

	private ChunkCollector chunks = new ChunkCollector();

	/**
	 * Puts an answer together.
	 */
	static Mono<LlmResult> collect(Flux<ChatChunk> chunks) {
		return Mono.deferContextual((context) -> from(context).observe(chunks))
			.filter((result) -> result.first() != null);
	}

	private static PartialAnswer from(ContextView context) {
		return context.hasKey(KEY) ? context.get(KEY) : new PartialAnswer();
	}

	private Mono<LlmResult> observe(Flux<ChatChunk> chunks) {
		begin();
		return chunks.doOnNext(this::add).then(Mono.fromSupplier(this::result));
	}

	private synchronized void begin() {
		this.chunks = new ChunkCollector();
	}

	private synchronized void add(ChatChunk chunk) {
		this.chunks.add(chunk);
	}

	synchronized LlmResult result() {
		return this.chunks.result();
	}

	Context in(Context context) {
		return context.put(KEY, this);
	}

}

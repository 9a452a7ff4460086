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
 * What has come of a whole answer that a provider puts together from pieces, so that the
 * event of a call that fails can carry it. The call hands it to the provider in the
 * context of Reactor.
 */
final class PartialAnswer {

	private static final String KEY = "dev.callbacks.partial";

	private ChunkCollector chunks = new ChunkCollector();

	/**
	 * Puts a whole answer together.
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

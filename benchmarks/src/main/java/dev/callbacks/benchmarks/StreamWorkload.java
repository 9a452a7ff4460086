// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChunkReader;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A workload of whole streams: a provider that emits flat out, the model, its handlers
 * and a consumer. The subject "flux" is the provider's stream alone, "observed" is the
 * same as an adapter instruments it, and "stream" is our model.
 */
final class StreamWorkload implements Workload {

	private final int streams;

	private final ExecutorService pool;

	private final Flux<ChatChunk> stream;

	/** Keeps the compiler from eliminating the tokens. */
	private Object last = "";

	StreamWorkload(String subject, Load load, int tokens) {
		this.streams = load.runs;
		this.pool = load.pool();
		ChatChunk[] chunks = new ChatChunk[tokens / load.runs];
		Arrays.fill(chunks, Load.TOKEN);
		chunks[chunks.length - 1] = ChatChunk.closing();
		Flux<ChatChunk> flux = Flux.fromArray(chunks);
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(this.pool, 2).build();
		for (int i = 0; i < load.blocking; i++) {
			manager.add(new Blocking());
		}
		for (int i = 0; i < load.async; i++) {
			manager.add(new Async());
		}
		this.stream = switch (subject) {
			case "flux" -> flux;
			case "observed" ->
				new ObservedModel(manager, "model", () -> ChatRequest.of("Hello"), Map.of(), RunConfig.empty())
					.stream(() -> flux, Reader::new);
			default -> new CallbackChatModel(manager, new StreamingProvider(flux)).stream("Hello");
		};
	}

	@Override
	public void round() throws InterruptedException {
		CountDownLatch done = new CountDownLatch(this.streams);
		for (int i = 0; i < this.streams; i++) {
			this.stream.subscribe((chunk) -> this.last = chunk, (failure) -> done.countDown(), done::countDown);
		}
		done.await();
	}

	@Override
	public void close() {
		this.pool.shutdown();
	}

	@Override
	public String toString() {
		return this.last.toString();
	}

	private static final class Reader implements ChunkReader<ChatChunk> {

		@Override
		public ChatChunk read(ChatChunk chunk) {
			return chunk;
		}

		@Override
		public ChatChunk closing() {
			return ChatChunk.closing();
		}

	}

	private static final class Blocking implements CallbackHandler {

		private Object last = "";

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			this.last = event;
		}

		@Override
		public String toString() {
			return this.last.toString();
		}

	}

	private static final class Async implements AsyncCallbackHandler {

		private Object last = "";

		@Override
		public @Nullable CompletionStage<?> onLlmNewToken(LlmNewToken event) {
			this.last = event;
			return null;
		}

		@Override
		public String toString() {
			return this.last.toString();
		}

	}

}

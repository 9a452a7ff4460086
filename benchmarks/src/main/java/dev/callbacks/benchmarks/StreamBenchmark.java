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
package dev.callbacks.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;

/**
 * Whole streams: a provider that emits flat out, the model, its handlers and a consumer.
 * An operation is a token.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms2g", "-Xmx2g" })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@State(Scope.Benchmark)
public class StreamBenchmark {

	private static final int TOKENS = 200_000;

	/**
	 * What is streamed through: "flux" is the provider's stream alone, "observed" the
	 * same as an adapter instruments it, without handlers.
	 */
	@Param({ "flux", "observed", "none", "1B1A" })
	public String handlers = "";

	/** How many streams there are at once. */
	@Param({ "1", "1000" })
	public int streams;

	private @Nullable ExecutorService pool;

	private Flux<ChatChunk> stream = Flux.empty();

	/**
	 * Makes the model.
	 */
	@Setup(Level.Trial)
	public void open() {
		Load load = new Load(this.handlers, this.streams, 256, false);
		ChatChunk[] chunks = new ChatChunk[TOKENS / this.streams];
		Arrays.fill(chunks, Load.TOKEN);
		chunks[chunks.length - 1] = ChatChunk.closing();
		Flux<ChatChunk> tokens = Flux.fromArray(chunks);
		if (this.handlers.equals("flux")) {
			this.stream = tokens;
			return;
		}
		ExecutorService pool = load.pool();
		this.pool = pool;
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(pool, 2).build();
		for (int i = 0; i < load.blocking; i++) {
			manager.add(new Blocking());
		}
		for (int i = 0; i < load.async; i++) {
			manager.add(new Async());
		}
		this.stream = this.handlers.equals("observed")
				? new ObservedModel(manager, "model", () -> ChatRequest.of("Hello"), Map.of(), RunConfig.empty())
					.stream(() -> tokens, Reader::new)
				: new CallbackChatModel(manager, new StreamingProvider(tokens)).stream("Hello");
	}

	/**
	 * Stops the pool.
	 */
	@TearDown(Level.Trial)
	public void close() {
		if (this.pool != null) {
			this.pool.shutdown();
		}
	}

	/**
	 * Streams all.
	 * @param blackhole takes the tokens
	 * @throws InterruptedException if it is interrupted
	 */
	@Benchmark
	@OperationsPerInvocation(TOKENS)
	public void token(Blackhole blackhole) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(this.streams);
		for (int i = 0; i < this.streams; i++) {
			this.stream.subscribe(blackhole::consume, (failure) -> done.countDown(), done::countDown);
		}
		done.await();
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

		private long tokens;

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			this.tokens++;
		}

		@Override
		public String toString() {
			return "tokens=" + this.tokens;
		}

	}

	private static final class Async implements AsyncCallbackHandler {

		private final List<Object> none = new ArrayList<>();

		@Override
		public @Nullable CompletionStage<?> onLlmNewToken(LlmNewToken event) {
			return this.none.isEmpty() ? null : CompletableFuture.completedFuture(event);
		}

	}

}

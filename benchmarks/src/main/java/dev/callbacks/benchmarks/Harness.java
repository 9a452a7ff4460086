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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import reactor.core.publisher.Flux;

/**
 * What is no matter of nanoseconds a token: memory of open runs, isolation of slow
 * handlers, memory of a run without end.
 */
final class Harness {

	private static final int OPEN_RUNS = 10_000;

	private Harness() {
	}

	/**
	 * How many bytes an open run with four handlers keeps while nothing happens in it.
	 */
	static long bytesPerIdleRun() {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		for (int i = 0; i < 2; i++) {
			manager.add(new Watching());
			manager.add(new Waiting());
		}
		RunSpec spec = RunSpec.chat(ChatRequest.of("Hello"), Map.of());
		open(manager, spec, 1_000).forEach((run) -> run.end(null).toCompletableFuture().join());
		long before = usedHeap();
		List<Run> runs = open(manager, spec, OPEN_RUNS);
		long bytes = (usedHeap() - before) / OPEN_RUNS;
		runs.forEach((run) -> run.end(null).toCompletableFuture().join());
		return bytes;
	}

	private static List<Run> open(CallbackDispatcher manager, RunSpec spec, int count) {
		List<Run> runs = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			Run run = manager.open(RunKind.CHAT_MODEL, "model", spec);
			run.started().toCompletableFuture().join();
			runs.add(run);
		}
		return runs;
	}

	private static long usedHeap() {
		for (int i = 0; i < 4; i++) {
			System.gc();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * How long some streams of 200 tokens, one a millisecond, take to their last token
	 * with a handler that needs five milliseconds for each, and how late a fast handler
	 * gets its tokens.
	 */
	static Isolation isolation(int slowStreams) throws InterruptedException {
		ExecutorService pool = new Load("", 0, 0, false).pool();
		((ThreadPoolExecutor) pool).setMaximumPoolSize(8);
		((ThreadPoolExecutor) pool).setCorePoolSize(8);
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(pool, 8).build();
		Late late = new Late();
		manager.add(late);
		CallbackChatModel model = new CallbackChatModel(manager, new Paced());
		Slow slow = new Slow();
		CountDownLatch done = new CountDownLatch(slowStreams + 1);
		long begin = System.nanoTime();
		long[] took = new long[1];
		for (int i = 0; i < slowStreams; i++) {
			model.with(RunConfig.handlers(slow))
				.stream("Hello")
				.doOnNext((chunk) -> took[0] = System.nanoTime() - begin)
				.doFinally((signal) -> done.countDown())
				.subscribe();
		}
		long[] ideal = new long[1];
		model.stream("Hello")
			.doOnNext((chunk) -> ideal[0] = System.nanoTime() - begin)
			.doFinally((signal) -> done.countDown())
			.subscribe();
		done.await();
		pool.shutdown();
		return late.result(took[0], ideal[0]);
	}

	/**
	 * How isolated the streams were.
	 *
	 * @param slowMillis how long the last token of a stream with the slow handler took
	 * @param idealMillis how long that of the stream without took
	 * @param p50Micros how late a fast handler got half of the tokens at most
	 * @param p99Micros how late it got nearly all of them
	 */
	record Isolation(double slowMillis, double idealMillis, double p50Micros, double p99Micros) {

	}

	private static final class Late implements CallbackHandler {

		private final List<Long> lags = Collections.synchronizedList(new ArrayList<>());

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			if (!event.last()) {
				this.lags.add(System.nanoTime() - Long.parseLong(event.token()));
			}
		}

		private Isolation result(long took, long ideal) {
			long[] sorted = this.lags.stream().mapToLong(Long::longValue).toArray();
			Arrays.sort(sorted);
			return new Isolation(took / 1e6, ideal / 1e6, sorted[sorted.length / 2] / 1e3,
					sorted[sorted.length * 99 / 100] / 1e3);
		}

	}

	private static final class Slow implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}

	}

	/** Emits when it was emitted. */
	private static final class Paced implements ChatProvider {

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return Flux.interval(Duration.ofMillis(1))
				.onBackpressureBuffer()
				.take(200)
				.map((tick) -> ChatChunk.of("" + System.nanoTime()));
		}

		@Override
		public String name() {
			return "paced";
		}

	}

	private static final class Watching implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
		}

	}

	private static final class Waiting implements AsyncCallbackHandler {

		@Override
		public CompletionStage<?> onLlmNewToken(LlmNewToken event) {
			return CompletableFuture.completedFuture(null);
		}

	}

}

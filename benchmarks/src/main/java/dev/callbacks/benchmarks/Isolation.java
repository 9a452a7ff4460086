// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.CallbackHandler;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import reactor.core.publisher.Flux;

/**
 * The isolation of a slow handler, which needs five milliseconds a token, in streams of
 * 200 tokens, one a millisecond: the time to the last token of the streams, and the delay
 * of tokens to a fast handler.
 */
final class Isolation {

	private Isolation() {
	}

	static List<Row> measure() throws InterruptedException {
		List<Row> rows = new ArrayList<>();
		for (int slow : new int[] { 1, 8 }) {
			with(slow);
			rows.addAll(with(slow));
		}
		return rows;
	}

	private static List<Row> with(int slowStreams) throws InterruptedException {
		ThreadPoolExecutor pool = (ThreadPoolExecutor) new Load("", 0, 0, false).pool();
		pool.setMaximumPoolSize(8);
		pool.setCorePoolSize(8);
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(pool, 8).build();
		Lags lags = new Lags();
		Checking fast = new Checking(lags);
		manager.add(fast.blocking());
		CallbackChatModel model = new CallbackChatModel(manager, new Paced());
		CountDownLatch done = new CountDownLatch(slowStreams + 1);
		AtomicLong slow = new AtomicLong();
		AtomicLong ideal = new AtomicLong();
		Slow handler = new Slow();
		for (int i = 0; i < slowStreams; i++) {
			stream(model.with(RunConfig.handlers(handler)), slow, done);
		}
		stream(model, ideal, done);
		done.await();
		pool.shutdown();
		return List.of(Row.of(slowStreams + " stream(s) of 200 ms with a handler of 5 ms a token", "1.05 x",
				"%s ms, without it %s ms: %s", slow.get() / 1e6, ideal.get() / 1e6, slow.doubleValue() / ideal.get()),
				Row.drawn(
						"token to a fast handler beside " + slowStreams
								+ ((slowStreams == 1) ? " slow stream" : " slow streams"),
						"100 us, 5 ms", "p50 %s us, p99 %s us", lags.micros(50), lags.micros(99)));
	}

	private static void stream(CallbackChatModel model, AtomicLong took, CountDownLatch done) {
		long begin = System.nanoTime();
		model.stream("Hello")
			.doOnNext((chunk) -> took.set(System.nanoTime() - begin))
			.doFinally((signal) -> done.countDown())
			.subscribe();
	}

	private static final class Slow implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}

	}

	/** A provider whose tokens are the times of their emission. */
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

}

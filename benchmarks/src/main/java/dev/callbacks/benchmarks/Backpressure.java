// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.CallbackHandler;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import reactor.core.publisher.Flux;

/**
 * The backpressure of a handler that is far slower than the stream: the lead of the
 * provider, and the delay of the consumer.
 */
final class Backpressure {

	private static final int TOKENS = 3_000;

	private static final long NANOS = 200_000;

	private Backpressure() {
	}

	static List<Row> measure() throws InterruptedException {
		// the first measurement of a JVM includes compilation
		with(256);
		return List.of(with(256), with(1));
	}

	private static Row with(int window) throws InterruptedException {
		AtomicInteger handled = new AtomicInteger();
		AtomicInteger ahead = new AtomicInteger();
		ExecutorService pool = new Load("", 0, 0, false).pool();
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(pool, 2).window(window).build();
		manager.add(new CallbackHandler() {

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				long until = System.nanoTime() + NANOS;
				while (System.nanoTime() < until) {
					Thread.onSpinWait();
				}
				handled.incrementAndGet();
			}

		});
		ChatProvider provider = new ChatProvider() {

			@Override
			public Flux<ChatChunk> stream(ChatRequest request) {
				return Flux.<ChatChunk, Integer>generate(() -> 0, (emitted, sink) -> {
					ahead.accumulateAndGet(emitted + 1 - handled.get(), Math::max);
					sink.next(Load.TOKEN);
					return emitted + 1;
				}).take(TOKENS);
			}

			@Override
			public String name() {
				return "pulled";
			}

		};
		AtomicInteger consumed = new AtomicInteger();
		AtomicLong firstWindow = new AtomicLong();
		AtomicLong all = new AtomicLong();
		CountDownLatch done = new CountDownLatch(1);
		long begin = System.nanoTime();
		new CallbackChatModel(manager, provider).stream("Hello")
			.doFinally((signal) -> done.countDown())
			.subscribe((chunk) -> {
				all.set(System.nanoTime() - begin);
				if (consumed.incrementAndGet() == window - 1) {
					firstWindow.set(System.nanoTime() - begin);
				}
			});
		done.await();
		pool.shutdown();
		return Row.of("a handler of 200 us a token, window " + window,
				"provider at most a window ahead, its first window not delayed",
				"provider %s ahead at most; consumer had %s tokens after %s ms, all %s after %s ms", ahead.get(),
				window - 1, firstWindow.get() / 1e6, TOKENS, all.get() / 1e6);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

import com.sun.management.OperatingSystemMXBean;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.message.ChatChunk;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * A thousand streams at the pace of a real model, 50 tokens a second each, with a
 * blocking and an asynchronous handler: the cost, the delay of tokens, and the effect of
 * a greedy stream. For comparison, the same with a task on the pool for each token.
 */
final class PacedStreams {

	private static final int STREAMS = 1_000;

	private static final int TOKENS_A_SECOND = 50;

	/** The nanoseconds between a token and that of the next stream. */
	private static final long DISTANCE = 1_000_000_000L / (STREAMS * TOKENS_A_SECOND);

	private final int seconds;

	private PacedStreams(int seconds) {
		this.seconds = seconds;
	}

	static List<Row> measure(boolean quick) throws InterruptedException {
		PacedStreams streams = new PacedStreams(quick ? 3 : 10);
		streams.ours(false);
		streams.hop();
		Figures hop = streams.hop();
		Figures ours = streams.ours(false);
		Figures greedy = streams.ours(true);
		AtomicBoolean computing = new AtomicBoolean(true);
		Thread busy = new Thread(() -> compute(computing), "busy");
		busy.start();
		Figures beside = streams.ours(false);
		computing.set(false);
		return List.of(
				Row.of("1,000 streams of 50 tokens a second, 1 B + 1 A: CPU a token", "12 us", "%s us, bare hop %s us",
						ours.cpu, hop.cpu),
				Row.of("token to handler, p50", "1.15 x the hop", "%s us, bare hop %s us: %s", ours.p50, hop.p50,
						ours.p50 / hop.p50),
				Row.of("the same beside a greedy stream, p99", "2 x without",
						"%s us, without it %s us, beside a thread that only computes %s us", greedy.p99, ours.p99,
						beside.p99),
				Row.total("tokens out of order, lost or doubled", "0", "%s of %s", ours.wrong + greedy.wrong,
						ours.tokens + greedy.tokens));
	}

	private Figures ours(boolean greedy) throws InterruptedException {
		ExecutorService pool = new Load("", 0, 0, false).pool();
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(pool, 2).build();
		Lags lags = new Lags();
		Checking blocking = new Checking(lags);
		Checking async = new Checking(null);
		manager.add(blocking.blocking());
		manager.add(async.async());
		List<Sinks.Many<ChatChunk>> sinks = new ArrayList<>();
		CountDownLatch done = new CountDownLatch(STREAMS);
		for (int i = 0; i < STREAMS; i++) {
			Sinks.Many<ChatChunk> sink = Sinks.many().unicast().onBackpressureBuffer();
			sinks.add(sink);
			new CallbackChatModel(manager, new StreamingProvider(sink.asFlux())).stream("Hello")
				.doFinally((signal) -> done.countDown())
				.subscribe();
		}
		Checking none = new Checking(null);
		Disposable stream = greedy
				? new CallbackChatModel(manager, new StreamingProvider(Flux.generate(PacedStreams::emit)))
					.with(RunConfig.handlers(none.blocking()))
					.stream("Hello")
					.subscribeOn(Schedulers.single())
					.subscribe()
				: () -> {
				};
		Figures figures = new Figures();
		figures.cpu = pace((at) -> sinks.get(at).tryEmitNext(ChatChunk.of("" + System.nanoTime())));
		stream.dispose();
		sinks.forEach((sink) -> {
			sink.tryEmitNext(ChatChunk.closing());
			sink.tryEmitComplete();
		});
		done.await();
		pool.shutdown();
		figures.p50 = lags.micros(50);
		figures.p99 = lags.micros(99);
		long expected = (long) STREAMS * ((long) this.seconds * TOKENS_A_SECOND + 1);
		figures.tokens = blocking.tokens() + async.tokens();
		figures.wrong = blocking.violations() + async.violations();
		if (!greedy) {
			figures.wrong += Math.abs(2 * expected - figures.tokens);
		}
		return figures;
	}

	private static void compute(AtomicBoolean computing) {
		while (computing.get()) {
			Thread.onSpinWait();
		}
	}

	private static void emit(SynchronousSink<ChatChunk> sink) {
		sink.next(ChatChunk.of("" + System.nanoTime()));
	}

	private Figures hop() throws InterruptedException {
		ExecutorService pool = new Load("", 0, 0, false).pool();
		Lags lags = new Lags();
		Figures figures = new Figures();
		figures.cpu = pace((at) -> {
			ChatChunk chunk = ChatChunk.of("" + System.nanoTime());
			pool.execute(() -> lags.add(System.nanoTime() - Long.parseLong(chunk.text())));
		});
		pool.shutdown();
		pool.awaitTermination(10, TimeUnit.SECONDS);
		figures.p50 = lags.micros(50);
		return figures;
	}

	/**
	 * Emits the tokens of all streams, one after the other at the same distance.
	 * @return microseconds of processor time a token, without the wait for the next one
	 */
	private double pace(IntConsumer emission) {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		int tokens = STREAMS * this.seconds * TOKENS_A_SECOND;
		long cpu = system.getProcessCpuTime() - threads.getCurrentThreadCpuTime();
		long emitting = 0;
		long begin = System.nanoTime();
		for (int token = 0; token < tokens; token++) {
			long due = begin + token * DISTANCE;
			long now = System.nanoTime();
			while (now < due) {
				Thread.onSpinWait();
				now = System.nanoTime();
			}
			emission.accept(token % STREAMS);
			emitting += System.nanoTime() - now;
		}
		long others = system.getProcessCpuTime() - threads.getCurrentThreadCpuTime() - cpu;
		return (others + emitting) / 1e3 / tokens;
	}

	private static final class Figures {

		private double cpu;

		private double p50;

		private double p99;

		private long tokens;

		private long wrong;

	}

}

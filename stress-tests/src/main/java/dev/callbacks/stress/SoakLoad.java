// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The streams of a soak. Each is paced by a clock, ends in one of several ways, and is
 * followed by the next, so that their number stays the same.
 */
final class SoakLoad {

	private static final ChatRequest REQUEST = ChatRequest.of("?");

	private static final int WORKERS = 16;

	/** The timeouts of handlers and of calls that hang. */
	private static final Duration HANDLER_TIMEOUT = Duration.ofMillis(500);

	private static final Duration CALL_TIMEOUT = Duration.ofMillis(800);

	/** The time after which an open run or stream counts as hung. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final int streams;

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	private final LongAdder accepted = new LongAdder();

	private final LongAdder finished = new LongAdder();

	private final LongAdder dropped = new LongAdder();

	private final AtomicInteger open = new AtomicInteger();

	private final ScheduledExecutorService starter = Executors.newSingleThreadScheduledExecutor();

	private final Scheduler clock = Schedulers.newParallel("soak", 2);

	private final ThreadPoolExecutor pool;

	private final CallbackDispatcher manager;

	private final CallbackChatModel model;

	private volatile boolean stopping;

	SoakLoad(int streams) {
		this.streams = streams;
		AtomicInteger number = new AtomicInteger();
		this.pool = new ThreadPoolExecutor(WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> new Thread(task, "callbacks-" + number.incrementAndGet()));
		this.manager = CallbackDispatcher.builder()
			.executor(this.pool, WORKERS)
			.resize(this::resize)
			.handlerTimeout(HANDLER_TIMEOUT)
			.listener(new Accounts())
			.build();
		SoakHandlers.all().forEach(this.manager::add);
		this.model = new CallbackChatModel(this.manager, new Paced());
	}

	private synchronized void resize(int size) {
		this.pool.setMaximumPoolSize(Math.max(size, this.pool.getCorePoolSize()));
		this.pool.setCorePoolSize(size);
		this.pool.setMaximumPoolSize(size);
	}

	/**
	 * Opens the streams, spread over two seconds.
	 */
	void start() {
		for (int i = 0; i < this.streams; i++) {
			this.starter.schedule(this::openNext, i * 2_000_000_000L / this.streams, TimeUnit.NANOSECONDS);
		}
	}

	private void openNext() {
		if (this.stopping) {
			return;
		}
		this.open.incrementAndGet();
		ThreadLocalRandom random = ThreadLocalRandom.current();
		CallbackChatModel asked = switch (random.nextInt(20)) {
			case 0 -> this.model.with(RunConfig.empty().timeout(CALL_TIMEOUT));
			case 1 -> this.model.with(RunConfig.handlers(SoakHandlers.named()));
			default -> this.model;
		};
		Flux<ChatChunk> stream = asked.stream(REQUEST);
		if (random.nextInt(20) == 0) {
			stream = stream.take(random.nextInt(1, 5));
		}
		stream.doFinally((signal) -> followed()).subscribe((chunk) -> {
		}, (failure) -> {
			// caused by the provider, the timeout or a handler
		});
	}

	private void followed() {
		this.open.decrementAndGet();
		if (!this.stopping) {
			this.starter.execute(this::openNext);
		}
	}

	/**
	 * Waits for the ends of the open streams.
	 * @return the violations
	 */
	List<String> finish() throws InterruptedException {
		this.stopping = true;
		List<String> violations = new ArrayList<>();
		if (!this.manager.awaitIdle(PATIENCE)) {
			violations.add(this.manager.openRuns() + " runs are open");
		}
		this.starter.shutdown();
		if (!this.starter.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			violations.add("the thread that opens streams hangs");
		}
		if (!this.manager.awaitIdle(PATIENCE)) {
			violations.add(this.manager.openRuns() + " runs are open at the end");
		}
		// a run is over a moment before its subscriber is told
		if (!awaitNoneOpen()) {
			violations.add(this.open.get() + " streams have not ended");
		}
		long accepted = this.accepted.sum();
		long accounted = this.finished.sum() + this.dropped.sum();
		if (accepted != accounted) {
			violations.add("of " + accepted + " accepted events " + accounted + " were finished or dropped");
		}
		SoakHandlers.violations(violations);
		this.pool.shutdownNow();
		this.clock.dispose();
		System.out.println(line());
		return violations;
	}

	private boolean awaitNoneOpen() {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (this.open.get() != 0 && System.nanoTime() < deadline) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
		return this.open.get() == 0;
	}

	/**
	 * Returns the state so far, on one line.
	 */
	String line() {
		Map<String, Long> counts = new TreeMap<>();
		this.counts.forEach((name, count) -> counts.put(name, count.sum()));
		return "open " + this.open.get() + "  accepted " + this.accepted.sum() + "  finished " + this.finished.sum()
				+ "  dropped " + this.dropped.sum() + "  endings " + counts;
	}

	/**
	 * A provider of 20 to 50 tokens a second; one stream in fifty fails, one hangs.
	 */
	private final class Paced implements ChatProvider {

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			ThreadLocalRandom random = ThreadLocalRandom.current();
			int tokens = random.nextInt(10, 100);
			Flux<ChatChunk> chunks = Flux.interval(Duration.ofMillis(random.nextInt(20, 51)), SoakLoad.this.clock)
				.onBackpressureBuffer()
				.take(tokens)
				.map((index) -> ChatChunk.of("token"));
			return switch (random.nextInt(50)) {
				case 0 -> chunks.concatWith(Flux.error(new IllegalStateException("The provider failed")));
				case 1 -> chunks.concatWith(Flux.never()).timeout(Duration.ofSeconds(2), SoakLoad.this.clock);
				default -> chunks.concatWithValues(ChatChunk.closing());
			};
		}

		@Override
		public String name() {
			return "paced";
		}

	}

	private final class Accounts implements DispatchListener {

		@Override
		public void ended(RunInfo run, @Nullable EndReason reason) {
			String name = (reason != null) ? reason.name() : "SUCCESS";
			SoakLoad.this.counts.computeIfAbsent(name, (key) -> new LongAdder()).increment();
		}

		@Override
		public HandlerListener handler(HandlerDescriptor handler) {
			return new HandlerListener() {

				@Override
				public void accepted(EventType type, long count) {
					SoakLoad.this.accepted.add(count);
				}

				@Override
				public void finished(EventType type, Outcome outcome, long count, long nanos) {
					SoakLoad.this.finished.add(count);
				}

				@Override
				public void dropped(EventType type, DropReason reason, long count) {
					SoakLoad.this.dropped.add(count);
				}

			};
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.dispatch.CallbackDispatcher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A dispatcher over a pool whose threads are named, and what has to hold when a test is
 * over.
 */
public final class TestEngine implements AutoCloseable {

	public static final Duration LONG = Duration.ofSeconds(20);

	private final ThreadPoolExecutor pool;

	public final CallbackDispatcher manager;

	public TestEngine() {
		this(8, CallbackDispatcher.builder());
	}

	public TestEngine(CallbackDispatcher.Builder builder) {
		this(8, builder);
	}

	public TestEngine(int threads, CallbackDispatcher.Builder builder) {
		AtomicInteger number = new AtomicInteger();
		this.pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1024),
				(task) -> {
					Thread thread = new Thread(task, "callbacks-" + number.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
		this.manager = builder.executor(this.pool, threads).resize((size) -> {
			this.pool.setMaximumPoolSize(Math.max(size, this.pool.getCorePoolSize()));
			this.pool.setCorePoolSize(size);
			this.pool.setMaximumPoolSize(size);
		}).build();
	}

	public ExecutorService pool() {
		return this.pool;
	}

	public TestEngine with(Handler... handlers) {
		for (Handler handler : handlers) {
			this.manager.add(handler);
		}
		return this;
	}

	/**
	 * Hangs until the latch opens, and takes no notice of interrupts, as bad handlers do.
	 */
	public static void hang(CountDownLatch latch) {
		boolean released = false;
		while (!released) {
			try {
				released = latch.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				// hangs on
			}
		}
	}

	@Override
	public void close() throws InterruptedException {
		try {
			assertThat(this.manager.awaitIdle(LONG)).as("every run is over").isTrue();
		}
		finally {
			this.pool.shutdownNow();
		}
	}

}

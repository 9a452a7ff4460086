// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.util.function.SingletonSupplier;

/**
 * The executor of blocking handlers, looked up when the first of them has work. It is too
 * late then to keep the application from starting: if there is no executor to be had,
 * each task gets a thread. The engine hands over a bounded number of them.
 */
final class LazyExecutor implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(LazyExecutor.class);

	private final Supplier<Executor> executor;

	private final boolean resizable;

	private final AtomicBoolean refused = new AtomicBoolean();

	private @Nullable Integer coreSize;

	private int maxSize;

	/**
	 * Creates an executor.
	 * @param executor the supplier of the executor behind it
	 * @param resizable whether threads that are stuck in it may be replaced
	 */
	LazyExecutor(Supplier<Executor> executor, boolean resizable) {
		this.executor = SingletonSupplier.of(() -> orThreads(executor));
		this.resizable = resizable;
	}

	private static Executor orThreads(Supplier<Executor> executor) {
		try {
			Executor found = executor.get();
			return (found instanceof SimpleAsyncTaskExecutor threads && threads.isThrottleActive()) ? refusing(threads)
					: found;
		}
		catch (RuntimeException | LinkageError ex) {
			logger.error("The executor of blocking handlers cannot be created, so their tasks get threads of their own",
					ex);
			SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("callbacks-");
			threads.setDaemon(true);
			return threads;
		}
	}

	/**
	 * Returns an executor that refuses a task at the limit of another one, which would
	 * let a thread wait there: maybe a thread of its own, and then for itself.
	 */
	private static Executor refusing(SimpleAsyncTaskExecutor threads) {
		Semaphore free = new Semaphore(threads.getConcurrencyLimit());
		return (task) -> {
			if (!free.tryAcquire()) {
				throw new TaskRejectedException("All " + threads.getConcurrencyLimit() + " threads are at work");
			}
			try {
				threads.execute(() -> {
					try {
						task.run();
					}
					finally {
						free.release();
					}
				});
			}
			catch (RuntimeException | Error ex) {
				free.release();
				throw ex;
			}
		};
	}

	@Override
	public void execute(Runnable task) {
		Executor executor = this.executor.get();
		try {
			executor.execute(task);
		}
		catch (RuntimeException | Error ex) {
			if (this.refused.compareAndSet(false, true)) {
				logger.warn("The executor of blocking handlers refused a task. It is offered again, and handlers wait"
						+ " until it is taken. Further refusals are not logged", ex);
			}
			throw ex;
		}
	}

	/**
	 * Gives an own pool so many threads: more than it has while some are stuck, and as
	 * many as before when none is.
	 */
	synchronized void resize(int size) {
		if (!this.resizable || !(this.executor.get() instanceof ThreadPoolTaskExecutor pool)) {
			return;
		}
		if (this.coreSize == null) {
			this.coreSize = pool.getCorePoolSize();
			this.maxSize = pool.getMaxPoolSize();
		}
		if (size > pool.getMaxPoolSize()) {
			pool.setMaxPoolSize(size);
		}
		// a larger core is what makes a pool with a queue start another thread
		pool.setCorePoolSize((size > this.maxSize) ? size : this.coreSize);
		pool.setMaxPoolSize(Math.max(size, this.maxSize));
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;

/**
 * An executor that counts the tasks that another one is running, whatever its threads
 * are.
 * <p>
 * <b>Thread-safety</b>: that of the other executor.
 *
 * @since 0.1.0
 */
public final class CountingExecutor implements Executor {

	private final Executor executor;

	private final LongAdder active = new LongAdder();

	/**
	 * Creates an executor.
	 * @param executor the executor that runs the tasks
	 */
	public CountingExecutor(Executor executor) {
		this.executor = executor;
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(() -> {
			this.active.increment();
			try {
				task.run();
			}
			finally {
				this.active.decrement();
			}
		});
	}

	/**
	 * Returns the number of tasks that are run now.
	 * @return the number
	 */
	public int active() {
		return this.active.intValue();
	}

	/**
	 * Returns the number of threads of the executor. Unless it is a pool, it counts as
	 * one with a thread for each task.
	 * @return the number
	 */
	public int size() {
		return (this.executor instanceof ThreadPoolExecutor pool) ? pool.getPoolSize() : active();
	}

}

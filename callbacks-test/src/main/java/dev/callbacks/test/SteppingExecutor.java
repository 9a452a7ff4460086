// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * An executor whose tasks a test runs by hand, so that it decides what happens when.
 * <pre>{@code
 * SteppingExecutor executor = new SteppingExecutor();
 * CallbackManager manager = CallbackDispatcher.builder().executor(executor, 1).build();
 * }</pre>
 * <p>
 * <b>Thread-safety</b>: tasks may come from any thread; they run on the thread that calls
 * {@link #runNext()} or {@link #runAll()}.
 *
 * @since 0.1.0
 */
public final class SteppingExecutor implements Executor {

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	/**
	 * How many tasks wait.
	 * @return the number
	 */
	public int waiting() {
		return this.tasks.size();
	}

	/**
	 * Runs the task that has waited longest.
	 * @throws AssertionError if there is none
	 */
	public void runNext() {
		Runnable task = this.tasks.poll();
		if (task == null) {
			throw new AssertionError("There is no task to run");
		}
		task.run();
	}

	/**
	 * Runs tasks until none waits, those included that come meanwhile.
	 * @return how many were run
	 */
	public int runAll() {
		int count = 0;
		Runnable task = this.tasks.poll();
		while (task != null) {
			task.run();
			count++;
			task = this.tasks.poll();
		}
		return count;
	}

}

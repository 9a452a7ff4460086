// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * An executor whose tasks a test runs by hand, in the order that it wants. <pre>{@code
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
	 * Returns the number of tasks that wait.
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
			throw new AssertionError("No task waits to run");
		}
		task.run();
	}

	/**
	 * Runs tasks until none waits, including those that come meanwhile.
	 * @return the number of tasks
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

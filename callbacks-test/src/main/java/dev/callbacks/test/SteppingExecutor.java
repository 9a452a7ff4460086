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

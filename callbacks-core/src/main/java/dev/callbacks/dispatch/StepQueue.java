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
package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time inside, without a lock: a step that finds a thread inside is
 * left to it. So a step may cause further steps, from inside user code as well, without
 * recursion. Steps do not throw.
 */
final class StepQueue {

	private static final VarHandle PENDING = Fields.field(MethodHandles.lookup(), "pending", int.class);

	private static final VarHandle NEWEST = Fields.field(MethodHandles.lookup(), "newest", Step.class);

	/**
	 * The number of steps, or threads inside, that are not accounted for; 0 if nobody is
	 * inside.
	 */
	private volatile int pending;

	/** The steps that nobody has taken, from the newest to the oldest. */
	private volatile @Nullable Step newest;

	/**
	 * Goes inside if nobody is. The caller has to {@link #exit()}.
	 */
	boolean tryEnter() {
		return this.pending == 0 && PENDING.compareAndSet(this, 0, 1);
	}

	/**
	 * Leaves a step for the thread that is inside.
	 * @return whether nobody is, so that the caller is now, and has to {@link #exit()}
	 */
	boolean add(Runnable task) {
		Step added = new Step(task);
		do {
			added.next = this.newest;
		}
		while (!NEWEST.compareAndSet(this, added.next, added));
		return (int) PENDING.getAndAdd(this, 1) == 0;
	}

	/**
	 * Leaves, after all steps that came meanwhile.
	 */
	void exit() {
		int known = 1;
		do {
			runSteps();
			known = (int) PENDING.getAndAdd(this, -known) - known;
		}
		while (known != 0);
	}

	private void runSteps() {
		while (this.newest != null) {
			Step step = takeAll();
			while (step != null) {
				step.task.run();
				step = step.next;
			}
		}
	}

	/**
	 * Takes the steps there are.
	 * @return the oldest, which leads to the next
	 */
	private @Nullable Step takeAll() {
		Step step = (Step) NEWEST.getAndSet(this, null);
		Step oldest = null;
		while (step != null) {
			Step older = step.next;
			step.next = oldest;
			oldest = step;
			step = older;
		}
		return oldest;
	}

	private static final class Step {

		private final Runnable task;

		private @Nullable Step next;

		private Step(Runnable task) {
			this.task = task;
		}

	}

}

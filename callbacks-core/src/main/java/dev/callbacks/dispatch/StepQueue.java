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
 * Lets one thread at a time through, without a lock: steps that find a thread inside are
 * left to it. So a step may cause further steps, from inside user code as well, without
 * recursion.
 */
final class StepQueue {

	private static final VarHandle PENDING;

	private static final VarHandle NEWEST;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			PENDING = lookup.findVarHandle(StepQueue.class, "pending", int.class);
			NEWEST = lookup.findVarHandle(StepQueue.class, "newest", Step.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** How many steps, or threads inside, are not accounted for yet; 0 if nobody is. */
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
	 * Leaves, after the steps that came meanwhile.
	 */
	void exit() {
		int known = 1;
		Throwable failure = null;
		while ((known = (int) PENDING.getAndAdd(this, -known) - known) != 0) {
			failure = runSteps(failure);
		}
		rethrow(failure);
	}

	/**
	 * Runs a step, here or on the thread that is inside.
	 */
	void run(Runnable step) {
		Step added = new Step(step);
		do {
			added.next = this.newest;
		}
		while (!NEWEST.compareAndSet(this, added.next, added));
		if ((int) PENDING.getAndAdd(this, 1) == 0) {
			Throwable failure = runSteps(null);
			try {
				exit();
			}
			finally {
				rethrow(failure);
			}
		}
	}

	private @Nullable Throwable runSteps(@Nullable Throwable earlier) {
		Throwable failure = earlier;
		Step step = takeAll();
		while (step != null) {
			try {
				step.task.run();
			}
			catch (Throwable ex) {
				failure = (failure != null) ? failure : ex;
			}
			step = (step.next != null) ? step.next : takeAll();
		}
		return failure;
	}

	/**
	 * Takes the steps there are.
	 * @return the oldest, which leads to the next
	 */
	private @Nullable Step takeAll() {
		if (this.newest == null) {
			return null;
		}
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

	private static void rethrow(@Nullable Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure instanceof RuntimeException exception) {
			throw exception;
		}
	}

	private static final class Step {

		private final Runnable task;

		private @Nullable Step next;

		private Step(Runnable task) {
			this.task = task;
		}

	}

}

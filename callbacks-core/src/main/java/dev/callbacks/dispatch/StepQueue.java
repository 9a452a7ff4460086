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

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time through, without a lock: steps that find a thread inside are
 * left to it. So a step may cause further steps, from inside user code as well, without
 * recursion.
 */
final class StepQueue {

	/** How many steps, or threads inside, are not accounted for yet; 0 if nobody is. */
	private final AtomicInteger pending = new AtomicInteger();

	private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();

	/**
	 * Goes inside if nobody is. The caller has to {@link #exit()}.
	 */
	boolean tryEnter() {
		return this.pending.get() == 0 && this.pending.compareAndSet(0, 1);
	}

	/**
	 * Leaves, after the steps that came meanwhile.
	 */
	void exit() {
		int known = 1;
		Throwable failure = null;
		while ((known = this.pending.addAndGet(-known)) != 0) {
			failure = runSteps(failure);
		}
		rethrow(failure);
	}

	/**
	 * Runs a step, here or on the thread that is inside.
	 */
	void run(Runnable step) {
		this.steps.add(step);
		if (this.pending.getAndIncrement() == 0) {
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
		Runnable step = this.steps.poll();
		while (step != null) {
			try {
				step.run();
			}
			catch (Throwable ex) {
				failure = (failure != null) ? failure : ex;
			}
			step = this.steps.poll();
		}
		return failure;
	}

	private static void rethrow(@Nullable Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure instanceof RuntimeException exception) {
			throw exception;
		}
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time inside, without a lock: a step that finds a thread inside is
 * left to it. So a step may cause further steps, from inside user code as well, without
 * recursion. Steps do not throw.
 */
final class StepQueue {

	private static final VarHandle STEPS = Fields.field(MethodHandles.lookup(), "steps", Queue.class);

	private static final VarHandle PENDING = Fields.field(MethodHandles.lookup(), "pending", int.class);

	/**
	 * The number of steps that are not done, and one more for a thread that went inside
	 * without any; 0 if nobody is inside. A step is in the queue before it counts.
	 */
	private volatile int pending;

	/** Made with the first step that is left: most runs have none. */
	private volatile @Nullable Queue<Runnable> steps;

	/**
	 * Goes inside if nobody is. The caller has to {@link #exit()}.
	 */
	boolean tryEnter() {
		return this.pending == 0 && PENDING.compareAndSet(this, 0, 1);
	}

	/**
	 * Runs a step if nobody is inside, and those that come meanwhile; otherwise leaves it
	 * to the thread that is.
	 * @return whether this thread was inside for it
	 */
	boolean run(Runnable step) {
		Runnable first = step;
		if (!tryEnter()) {
			steps().add(step);
			if ((int) PENDING.getAndAdd(this, 1) != 0) {
				return false;
			}
			first = Objects.requireNonNull(steps().poll());
		}
		first.run();
		exit();
		return true;
	}

	/**
	 * Leaves, after all steps that came meanwhile.
	 */
	void exit() {
		while ((int) PENDING.getAndAdd(this, -1) != 1) {
			Objects.requireNonNull(steps().poll()).run();
		}
	}

	private Queue<Runnable> steps() {
		if (this.steps == null) {
			STEPS.compareAndSet(this, null, new ConcurrentLinkedQueue<>());
		}
		return Objects.requireNonNull(this.steps);
	}

}

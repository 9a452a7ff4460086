// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.callbacks.InvalidRequestException;

/**
 * The runs that are open: not ended, or with a handler that still works on their events.
 * Also the gate that lets no further root in once it is shut.
 * <p>
 * <b>No run gets past the gate</b>: whoever opens one adds it and then looks whether the
 * gate is shut; whoever shuts it does so first and then looks for runs.
 */
final class OpenRuns {

	private final Set<DispatchedRun> runs = ConcurrentHashMap.newKeySet();

	/** Whether no further root is let in. */
	volatile boolean shut;

	/**
	 * Adds a run, unless it is one of those that the gate keeps out.
	 * @param root whether nothing above it is open; asked when the run is there, so that
	 * what is above it cannot go without the run being seen
	 * @return whether it was added
	 */
	boolean add(DispatchedRun run, BooleanSupplier root) {
		this.runs.add(run);
		if (this.shut && root.getAsBoolean()) {
			remove(run);
			return false;
		}
		return true;
	}

	void remove(DispatchedRun run) {
		this.runs.remove(run);
		if (this.runs.isEmpty()) {
			synchronized (this) {
				notifyAll();
			}
		}
	}

	Set<DispatchedRun> all() {
		return this.runs;
	}

	synchronized boolean awaitNone(Duration timeout) throws InterruptedException {
		InvalidRequestException.required(timeout, "The time to wait");
		long deadline = System.nanoTime() + Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
		while (!this.runs.isEmpty()) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
		}
		return true;
	}

}

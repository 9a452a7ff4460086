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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

import dev.callbacks.spi.DropReason;

/**
 * The threads that blocking handlers get: a bounded number of workers on the callback
 * executor, however many runs are open.
 * <p>
 * One worker is woken for lanes that become ready together. It wakes another before it
 * goes into a handler that was slow the last time, and whoever brings a lane wakes one
 * when all workers are in such handlers; the watchdog does when nothing moves. An
 * executor that refuses a worker is offered it again by the watchdog.
 * <p>
 * <b>No lane is left</b>: whoever brings a lane adds it and then reads the number of
 * workers; a worker that leaves lowers the number and then looks for lanes.
 */
final class Workers {

	/** Set while a thread offers a worker, to notice an executor that runs it there. */
	private static final ThreadLocal<Boolean> OFFERING = new ThreadLocal<>();

	private final Executor executor;

	private final IntConsumer resize;

	private final int size;

	private final AtomicInteger limit;

	private final Queue<Lane> ready = new ConcurrentLinkedQueue<>();

	private final AtomicInteger active = new AtomicInteger();

	/** How many of the active ones are in a handler that was slow the last time. */
	private final AtomicInteger inSlow = new AtomicInteger();

	/** How many lanes were taken so far; shows the watchdog whether something moves. */
	private volatile long taken;

	private long takenBefore;

	Workers(Executor executor, int size, IntConsumer resize) {
		this.executor = executor;
		this.size = size;
		this.limit = new AtomicInteger(size);
		this.resize = resize;
	}

	void dispatch(Lane lane) {
		this.ready.add(lane);
		int active = this.active.get();
		if (active == 0 || active <= this.inSlow.get()) {
			wakeOne();
		}
	}

	/**
	 * Called by the watchdog: wakes a worker if lanes wait and nothing moves.
	 * @param here runs the offer, off the watchdog's thread
	 */
	void help(Executor here) {
		long taken = this.taken;
		boolean stands = taken == this.takenBefore;
		this.takenBefore = taken;
		if (stands && !this.ready.isEmpty() && reserve()) {
			here.execute(this::offerAnywhere);
		}
	}

	/**
	 * A worker is stuck for good: another may take its place, up to twice the size.
	 */
	void workerIsStuck() {
		int limit = this.limit.incrementAndGet();
		this.resize.accept(Math.min(limit, 2 * this.size));
		wakeOne();
	}

	void workerReturned() {
		this.resize.accept(Math.min(this.limit.decrementAndGet(), 2 * this.size));
	}

	/**
	 * Lets all ready lanes drop what they have, at the end of a drain.
	 */
	void dropReady(DropReason reason) {
		Lane lane = this.ready.poll();
		while (lane != null) {
			lane.dropReady(reason);
			lane.channel().release();
			lane = this.ready.poll();
		}
	}

	boolean isIdle() {
		return this.ready.isEmpty() && this.active.get() == 0;
	}

	private boolean reserve() {
		int active = this.active.get();
		while (active < Math.min(this.limit.get(), 2 * this.size)) {
			if (this.active.compareAndSet(active, active + 1)) {
				return true;
			}
			active = this.active.get();
		}
		return false;
	}

	private void wakeOne() {
		if (!reserve()) {
			return;
		}
		OFFERING.set(true);
		try {
			this.executor.execute(this::workUnlessHere);
		}
		catch (RejectedExecutionException ex) {
			// the watchdog sees that nothing moves, and offers again
			this.active.decrementAndGet();
		}
		finally {
			OFFERING.remove();
		}
	}

	private void offerAnywhere() {
		try {
			this.executor.execute(this::workUnlessHere);
		}
		catch (RejectedExecutionException ex) {
			this.active.decrementAndGet();
		}
	}

	private void workUnlessHere() {
		if (OFFERING.get() != null) {
			// an executor that runs tasks on the caller's thread; that is the emitting
			// one
			this.active.decrementAndGet();
			return;
		}
		work();
	}

	private void work() {
		do {
			Lane lane = this.ready.poll();
			while (lane != null) {
				runBatch(lane);
				lane = this.ready.poll();
			}
			this.active.decrementAndGet();
		}
		while (!this.ready.isEmpty() && reserve());
	}

	private void runBatch(Lane lane) {
		this.taken = this.taken + 1;
		boolean slow = lane.channel().isSlow();
		if (slow) {
			this.inSlow.incrementAndGet();
			if (!this.ready.isEmpty()) {
				wakeOne();
			}
		}
		boolean completed = false;
		try {
			lane.runBatch();
			completed = true;
		}
		finally {
			if (slow) {
				this.inSlow.decrementAndGet();
			}
			if (!completed) {
				leaveInFailure();
			}
		}
	}

	/**
	 * This worker's thread ends with an error; the lanes that wait need another.
	 */
	private void leaveInFailure() {
		this.active.decrementAndGet();
		if (!this.ready.isEmpty()) {
			wakeOne();
		}
	}

}

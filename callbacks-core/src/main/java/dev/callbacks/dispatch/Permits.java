// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.spi.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * The threads that may be in one handler at once, and the lanes that wait for their turn.
 * <p>
 * A permit belongs to the thread that works, or to the lane of a serialized handler while
 * that waits for a stage. Nobody keeps one while waiting for a worker: those on all
 * workers may wait for just that permit. So a lane that has a thread, such as that of a
 * blocking caller, is given a permit; a lane that needs a worker is only told to try
 * again. A thread that is still in an invocation that was given up keeps its permit until
 * it comes back; when all permits are kept so, the handler is stuck: nobody is left who
 * could work off its lanes, and they drop what they have.
 * <p>
 * <b>No lane is left</b>: whoever brings one adds it and then looks for a permit; whoever
 * gives a permit back looks for a lane afterwards, and so does a lane that was told to
 * try again and does not.
 */
final class Permits {

	private volatile int size;

	private final AtomicInteger free;

	/** Those that have a thread. */
	private final Queue<ReadyLane> waiting = new ConcurrentLinkedQueue<>();

	/** Those that need a worker. */
	private final Queue<ReadyLane> waitingForWorkers = new ConcurrentLinkedQueue<>();

	/** Threads that are still in an invocation that was given up. */
	private final AtomicInteger abandoned = new AtomicInteger();

	/**
	 * The handler as it was made last. Kept, not read: who still has it as it was before
	 * keeps that from being forgotten.
	 */
	volatile @Nullable Object newest;

	Permits(int size) {
		this.size = size;
		this.free = new AtomicInteger(size);
	}

	/**
	 * Changes how many there are. Those that are taken beyond that come back as none.
	 */
	synchronized void resize(int size) {
		int more = size - this.size;
		this.size = size;
		this.free.addAndGet(more);
		for (int i = 0; i < more; i++) {
			grant();
		}
		dropIfStuck();
	}

	boolean isStuck() {
		return this.abandoned.get() >= this.size;
	}

	/**
	 * Takes a permit if one is free.
	 */
	boolean tryEnter() {
		return this.free.getAndUpdate((free) -> (free > 0) ? free - 1 : free) > 0;
	}

	/**
	 * Takes a permit for a lane that is ready, now or when one is free.
	 * @return whether it has it now; else it is told by {@link ReadyLane#permitted} or
	 * {@link ReadyLane#toThread}, and is no longer this thread's
	 */
	boolean enter(ReadyLane lane) {
		if (tryEnter()) {
			return true;
		}
		(lane.needsWorker() ? this.waitingForWorkers : this.waiting).add(lane);
		grant();
		dropIfStuck();
		return false;
	}

	/**
	 * Gives a permit back.
	 */
	void leave() {
		this.free.incrementAndGet();
		grant();
	}

	/**
	 * Lets those who wait know of a permit that is free.
	 */
	void grant() {
		while (!this.waiting.isEmpty() && tryEnter()) {
			ReadyLane next = this.waiting.poll();
			if (next != null) {
				next.permitted();
			}
			else {
				this.free.incrementAndGet();
			}
		}
		ReadyLane next = (this.free.get() > 0) ? this.waitingForWorkers.poll() : null;
		if (next != null) {
			next.toThread();
		}
	}

	/**
	 * A thread is in an invocation that was given up.
	 * @return whether the handler is stuck now
	 */
	boolean abandon() {
		this.abandoned.incrementAndGet();
		return dropIfStuck();
	}

	/**
	 * A thread came back from an invocation that was given up.
	 */
	void comeBack() {
		this.abandoned.decrementAndGet();
		leave();
	}

	/**
	 * Takes a lane out of those that wait.
	 * @return whether it did wait; then it is the caller's
	 */
	boolean remove(ReadyLane lane) {
		return this.waiting.remove(lane) || this.waitingForWorkers.remove(lane);
	}

	/**
	 * Lets the lanes that wait drop what they have if there is no thread for them.
	 */
	private boolean dropIfStuck() {
		boolean stuck = isStuck();
		if (stuck) {
			dropAll(this.waiting);
			dropAll(this.waitingForWorkers);
		}
		return stuck;
	}

	private static void dropAll(Queue<ReadyLane> lanes) {
		for (ReadyLane lane = lanes.poll(); lane != null; lane = lanes.poll()) {
			lane.drop(DropReason.STUCK);
		}
	}

}

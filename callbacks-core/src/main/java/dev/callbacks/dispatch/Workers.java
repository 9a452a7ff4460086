// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.ExecutorStatus;
import org.jspecify.annotations.Nullable;

/**
 * The threads that blocking handlers get: a bounded number of workers on the callback
 * executor, however many runs are open. A worker takes a run that has lanes to be worked
 * off, lets each of them have a turn, and takes the next.
 * <p>
 * One worker does it all while handlers are fast. Before it goes into a handler that was
 * slow the last time it hands on what is left of the run; the watchdog does so in its
 * place when it is held up unexpectedly. Another worker is woken when all are held up;
 * when lanes have waited for long, for as many as there are processors; and by the
 * watchdog when nothing moves, which also is how an executor that refused a worker is
 * offered it again. While no thread of the executor comes, as if it was shut down, there
 * are spare threads in its place. A worker that finds hardly anything at each run waits a
 * moment; see {@link Gathering}.
 * <p>
 * <b>No lane is left</b>: whoever brings one adds it and then reads the number of
 * workers; a worker that leaves lowers the number and then looks for lanes.
 */
final class Workers {

	/** The time that lanes may wait before there is another worker for them. */
	private static final long WAIT_NANOS = 1_000_000;

	/** The number of processors for fast handlers: one is left to those who emit. */
	private static final int PROCESSORS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

	/**
	 * The number of looks for other lanes before a worker begins, about a microsecond:
	 * what comes meanwhile costs hardly more than the first event.
	 */
	private static final int MOMENT = (Runtime.getRuntime().availableProcessors() > 1) ? 32 : 0;

	/** The number of looks for more events before a lane goes to rest. */
	private static final int LOOKS = (MOMENT != 0) ? 4 : 0;

	private final Executor executor;

	private final IntConsumer resize;

	private final int size;

	/** As many as there may be at most, in place of those that are stuck. */
	private final int most;

	private final AtomicInteger limit;

	private final Queue<ReadyLanes> ready = new ConcurrentLinkedQueue<>();

	/** As many as were ever at work together. */
	private final List<Worker> all = new CopyOnWriteArrayList<>();

	private final Queue<Worker> resting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger active = new AtomicInteger();

	/** The number of active workers that are held up in a handler. */
	private final AtomicInteger heldUp = new AtomicInteger();

	/** The number of looks that saw no worker come, since the executor ran one. */
	private volatile int absences;

	Workers(Executor executor, int size, IntConsumer resize) {
		this.executor = executor;
		this.size = size;
		this.most = (int) Math.min(2L * size, Integer.MAX_VALUE);
		this.limit = new AtomicInteger(size);
		this.resize = resize;
	}

	/**
	 * Gets lanes of a run a worker.
	 * @param lanes those of the run that wait
	 * @param some those of a word that join them
	 * @param since when they began to wait
	 */
	void add(ReadyLanes lanes, int word, long some, long since) {
		if (lanes.add(word, some, since)) {
			this.ready.add(lanes);
			if (this.active.get() <= this.heldUp.get()) {
				wakeOne();
			}
		}
	}

	/**
	 * Called by the watchdog: counts workers as held up that have been in one handler
	 * since the last call, and wakes a worker if lanes wait and nothing moves.
	 * @param spare runs the offer, off the watchdog's thread; or the worker itself if the
	 * executor goes on to have no thread for it
	 * @param patience the number of looks until that
	 */
	void help(Executor spare, int patience) {
		boolean moves = false;
		boolean helps = false;
		for (Worker worker : this.all) {
			boolean still = worker.isStill();
			moves |= !still;
			if (still && worker.isInHandler() && worker.hold()) {
				helps |= worker.handOn();
			}
		}
		Thread watchdog = Thread.currentThread();
		if (!moves && lacksThreads() && ++this.absences > patience) {
			this.active.incrementAndGet();
			begin(spare, this::work);
		}
		else if ((helps || !moves) && !this.ready.isEmpty() && reserve()) {
			begin(spare, () -> offer(watchdog));
		}
	}

	private void begin(Executor executor, Runnable worker) {
		if (!ForeignCode.execute(executor, worker)) {
			this.active.decrementAndGet();
		}
	}

	/**
	 * A worker is stuck for good: another may take its place, up to twice the size. The
	 * watchdog, which says so, wakes it at its next look if nothing moves.
	 */
	void workerIsStuck() {
		resize(this.limit.incrementAndGet());
	}

	void workerReturned() {
		resize(this.limit.decrementAndGet());
	}

	ExecutorStatus status() {
		return new ExecutorStatus(this.active.get(), Math.min(this.limit.get(), this.most));
	}

	boolean areSomeStuck() {
		return this.limit.get() > this.size;
	}

	/**
	 * Whether lanes wait and no worker comes: the executor was shut down, its threads
	 * have other work, or it did not grow for those that are stuck.
	 */
	private boolean lacksThreads() {
		int begun = this.all.size() - this.resting.size();
		return !this.ready.isEmpty() && begun < (areSomeStuck() ? status().size() : 1);
	}

	private void resize(int limit) {
		ForeignCode.run("The callback executor could not be resized",
				() -> this.resize.accept(Math.min(limit, this.most)));
	}

	/**
	 * Whether no lane waits for a worker. One that was offered may never come, if its
	 * executor was shut down.
	 */
	boolean isIdle() {
		return this.ready.isEmpty();
	}

	/**
	 * Drops all that waiting lanes have, at the end of a drain.
	 */
	void dropWaiting() {
		for (ReadyLanes lanes = this.ready.poll(); lanes != null; lanes = this.ready.poll()) {
			while (lanes.hasMore()) {
				ReadyLane lane = lanes.take();
				if (lane != null) {
					lane.drop(DropReason.SHUTDOWN);
				}
			}
		}
	}

	private boolean reserve() {
		int limit = Math.min(this.limit.get(), this.most);
		return this.active.getAndUpdate((active) -> (active < limit) ? active + 1 : active) < limit;
	}

	private void wakeOne() {
		if (reserve()) {
			offer(Thread.currentThread());
		}
	}

	/**
	 * Offers the executor a worker. If it refuses, or runs it where it must not, the
	 * watchdog sees that nothing moves, and offers again.
	 * @param notHere a thread that must not work while it offers
	 */
	private void offer(Thread notHere) {
		AtomicReference<@Nullable Thread> offering = new AtomicReference<>(notHere);
		begin(this.executor, () -> {
			if (offering.get() != Thread.currentThread()) {
				this.absences = 0;
				work();
			}
			else {
				this.active.decrementAndGet();
			}
		});
		offering.set(null);
	}

	private void work() {
		Worker me = this.resting.poll();
		if (me == null) {
			me = new Worker();
			this.all.add(me);
		}
		// the watchdog may have taken it for one that is held up when it went to rest
		me.comesBack();
		try {
			do {
				long now = System.nanoTime();
				for (ReadyLanes lanes = this.ready.poll(); lanes != null; lanes = this.ready.poll()) {
					now = serve(lanes, me, now);
					if (me.gathering.isDue(now)) {
						LockSupport.parkNanos(this, Gathering.NANOS);
						now = System.nanoTime();
					}
				}
				this.active.decrementAndGet();
			}
			while (!this.ready.isEmpty() && reserve());
		}
		finally {
			me.comesBack();
			this.resting.add(me);
		}
	}

	/**
	 * Waits some microseconds for more to do for a lane, so that nobody has to wake a
	 * thread for it, as long as no other lane needs the worker. It looks seldom: each
	 * look takes what is looked at away from the processor that writes it.
	 * @param lanes those of the same run that wait
	 * @return whether more has come
	 */
	boolean waitFor(BooleanSupplier more, ReadyLanes lanes) {
		for (int i = 0; i < LOOKS && this.ready.isEmpty() && lanes.isEmpty(); i++) {
			// a scheduler may have put both on the same processor
			Thread.yield();
			waitAMoment();
			waitAMoment();
			if (more.getAsBoolean()) {
				return true;
			}
		}
		return false;
	}

	private void waitAMoment() {
		for (int i = 0; i < MOMENT && this.ready.isEmpty(); i++) {
			Thread.onSpinWait();
		}
	}

	/**
	 * Gives each of the lanes of a run a turn.
	 * @return the time when they had
	 */
	private long serve(ReadyLanes lanes, Worker me, long now) {
		waitAMoment();
		me.lanes.lazySet(lanes);
		for (ReadyLane lane = lanes.take(); lane != null; lane = lanes.take()) {
			if (lane.enter()) {
				now = serve(lane, me, now);
				if (me.lanes.get() == null) {
					return now;
				}
			}
		}
		me.handOn();
		return now;
	}

	/**
	 * Gives a lane its turn.
	 * @return the time when it had
	 */
	private long serve(ReadyLane lane, Worker me, long now) {
		boolean slow = lane.isSlow() && me.hold();
		if (slow) {
			me.handOn();
		}
		if (!this.ready.isEmpty() && (slow || isLate(lane, now))) {
			wakeOne();
		}
		long done = now;
		me.goesToHandler();
		try {
			done = lane.work(now);
			me.gathering.turn(lane.worked());
		}
		catch (Throwable failure) {
			// a defect of the engine, or no memory or stack left for it
			ForeignCode.warn("A worker failed", failure);
			Fatal.keep(failure);
		}
		me.comesBack();
		VirtualMachineError fatal = Fatal.take();
		if (fatal != null) {
			// this thread ends with the error; the lanes that wait need another
			me.handOn();
			this.active.decrementAndGet();
			if (!this.ready.isEmpty()) {
				wakeOne();
			}
			throw fatal;
		}
		return done;
	}

	private boolean isLate(ReadyLane lane, long now) {
		return now - lane.readyAt() > WAIT_NANOS && this.active.get() - this.heldUp.get() < PROCESSORS;
	}

	/**
	 * A thread that works off lanes, as the watchdog sees it.
	 */
	private final class Worker {

		/** The lanes that it has in its hands, until the watchdog takes them away. */
		private final AtomicReference<@Nullable ReadyLanes> lanes = new AtomicReference<>();

		/** Counts what it goes to and comes back from: odd while it is in a handler. */
		private final AtomicInteger turns = new AtomicInteger();

		private final AtomicBoolean held = new AtomicBoolean();

		final Gathering gathering = new Gathering();

		/** The turns that the watchdog saw last. The watchdog's. */
		private int turnsSeen;

		void goesToHandler() {
			this.turns.lazySet(this.turns.get() + 1);
		}

		/** Notes that it is held up no more. */
		void comesBack() {
			this.turns.lazySet(this.turns.get() + 1 & ~1);
			if (this.held.get() && this.held.getAndSet(false)) {
				Workers.this.heldUp.decrementAndGet();
			}
		}

		/**
		 * Whether it has gone nowhere from one look of the watchdog to the next. The
		 * watchdog's.
		 */
		boolean isStill() {
			int seen = this.turnsSeen;
			this.turnsSeen = this.turns.get();
			return seen == this.turnsSeen;
		}

		/** Whether it was in a handler at the last look. */
		boolean isInHandler() {
			return (this.turnsSeen & 1) != 0;
		}

		/** Counts it among those that are held up, if it was not. */
		boolean hold() {
			if (!this.held.compareAndSet(false, true)) {
				return false;
			}
			Workers.this.heldUp.incrementAndGet();
			return true;
		}

		/** Puts what it has in its hands behind the others, if there is any. */
		boolean handOn() {
			ReadyLanes lanes = this.lanes.getAndSet(null);
			return lanes != null && lanes.hasMore() && Workers.this.ready.add(lanes);
		}

	}

}

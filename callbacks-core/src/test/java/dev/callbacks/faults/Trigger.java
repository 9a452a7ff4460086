// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.TestEngine;

/**
 * Makes the fault of a cell happen. Armed for one call only.
 * <p>
 * What is thrown is thrown each time while the moment lasts, as broken code does; a
 * thread hangs, or enters again, once.
 */
final class Trigger {

	/** After which time a thread that nobody can give up goes on. */
	static final long HELD_MILLIS = 250;

	private final Cell cell;

	private final Runnable reentry;

	/** The failures that were thrown or signalled. */
	final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

	final CountDownLatch released = new CountDownLatch(1);

	private final AtomicBoolean once = new AtomicBoolean();

	private final AtomicInteger fired = new AtomicInteger();

	private volatile boolean armed = true;

	/** The phase of the call, for places without an event. */
	private volatile Moment phase = Moment.START;

	Trigger(Cell cell, Runnable reentry) {
		this.cell = cell;
		this.reentry = reentry;
	}

	void reached(Moment phase) {
		this.phase = phase;
	}

	void disarm() {
		this.armed = false;
	}

	void release() {
		this.released.countDown();
	}

	boolean hasFired() {
		return this.fired.get() > 0;
	}

	/**
	 * Whether something goes wrong here and now.
	 */
	boolean isDue(Place place, Moment moment) {
		return this.armed && this.cell.place() == place && this.cell.moment() == moment;
	}

	/**
	 * Whether something goes wrong here and now, where there is no event to go by.
	 */
	boolean isDue(Place place) {
		return isDue(place, this.phase);
	}

	/**
	 * Whether something goes wrong here and now, for the first time.
	 */
	boolean isFirstDue(Place place, Moment moment) {
		return isDue(place, moment) && this.once.compareAndSet(false, true) && fire();
	}

	boolean isFirstDue(Place place) {
		return isFirstDue(place, this.phase);
	}

	/**
	 * It goes wrong.
	 * @return {@code true}
	 */
	boolean fire() {
		this.fired.incrementAndGet();
		return true;
	}

	/**
	 * Lets it go wrong.
	 */
	void act() {
		fire();
		if (this.cell.fault().isThrown()) {
			Trigger.<RuntimeException>sneaky(failure());
		}
		switch (this.cell.fault()) {
			case NEVER, LATE -> {
				if (this.once.compareAndSet(false, true)) {
					hang();
				}
			}
			case REENTRANT -> {
				if (this.once.compareAndSet(false, true)) {
					this.reentry.run();
				}
			}
			default -> {
			}
		}
	}

	/**
	 * Returns the exception to throw or signal.
	 */
	Throwable failure() {
		fire();
		Throwable failure = this.cell.fault().create(this.cell.name(), this.cell.place().isExecutor());
		this.thrown.add(failure);
		if (failure instanceof InterruptedException) {
			Thread.currentThread().interrupt();
		}
		return failure;
	}

	private void hang() {
		if (this.cell.place() == Place.BODY_CALL) {
			hangUntilInterrupted();
			return;
		}
		if (!this.cell.isGivenUp() && !this.cell.isTimedOut()) {
			World.TIMER.schedule(this::release, HELD_MILLIS, TimeUnit.MILLISECONDS);
		}
		TestEngine.hang(this.released);
	}

	/**
	 * A body on the thread of a caller that waits can only be interrupted.
	 */
	private void hangUntilInterrupted() {
		try {
			this.released.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Trigger.<RuntimeException>sneaky(ex);
		}
	}

	@SuppressWarnings("unchecked")
	static <T extends Throwable> void sneaky(Throwable failure) throws T {
		throw (T) failure;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The driver that waits until the handlers of a run have room for another token. The
 * appender counts tokens up to a limit that it looked up before, and asks how far the
 * handlers are only when it gets there.
 * <p>
 * <b>No waiter is left</b>: the appender sets the waiter, fences, and asks again; a lane
 * counts a token as done, fences at the latest when it goes to rest, and looks for a
 * waiter. One of them sees the other. So it is for each token, also if somebody waits
 * since an earlier one. Pinned by {@code WindowStress}.
 */
final class TokenWindow {

	/** Room for a token. */
	static final IntUnaryOperator ROOM = (window) -> window;

	/**
	 * Much room, for a lane in the middle of a batch: to go on costs a thread its
	 * wake-up, and the window would be full again with the next token.
	 */
	static final IntUnaryOperator MUCH_ROOM = (window) -> (window < 16) ? window : window - window / 4;

	private static final IntUnaryOperator TWICE = (window) -> (int) Math.min(2L * window, Integer.MAX_VALUE);

	private static final VarHandle WAITER = Fields.field(MethodHandles.lookup(), "waiter", Room.class);

	private final RunOwner run;

	private final Appender appender;

	/** Others than the appender look there only when they have seen a waiter. */
	private final RunEvents events;

	private volatile @Nullable Room waiter;

	/** The count that tokens may reach before anybody is asked. The appender's. */
	private long limit;

	TokenWindow(RunOwner run, Appender appender, RunEvents events) {
		this.run = run;
		this.appender = appender;
		this.events = events;
	}

	/**
	 * Whether there is room, without asking twice. Whoever still waits goes on with it:
	 * the lanes in step, which the appender counts, look for no waiter. The appender's.
	 */
	boolean hasRoom() {
		goOnIf(ROOM);
		if (this.events.tokens >= this.limit) {
			this.limit = this.run.limit(ROOM);
		}
		return this.events.tokens < this.limit;
	}

	/**
	 * A stage that is complete when there is room. The appender's, when there is none.
	 */
	CompletionStage<?> await() {
		Room waiter = this.waiter;
		// a driver that did not wait goes on together with the next
		if (waiter == null || waiter.isDone()) {
			waiter = new Room();
			this.waiter = waiter;
		}
		VarHandle.fullFence();
		goOnIf(ROOM);
		return waiter;
	}

	/**
	 * Whether a driver goes on without waiting, and has used up a second window.
	 */
	boolean isOverrun() {
		return this.waiter != null && this.events.tokens >= this.run.limit(TWICE);
	}

	/**
	 * Whether a driver waits. Any thread's.
	 */
	boolean isAwaited() {
		return this.waiter != null;
	}

	/**
	 * Lets the driver go on if there is so much room. Any thread's.
	 */
	void goOnIf(IntUnaryOperator room) {
		Room waiter = this.waiter;
		// the room that was seen is for this one, and not for whoever waits by then
		if (waiter != null && this.events.tokens < this.run.limit(room) && WAITER.compareAndSet(this, waiter, null)) {
			goOn(waiter);
		}
	}

	/**
	 * Lets the driver go on, since the run is over.
	 */
	void release() {
		Room waiter = (Room) WAITER.getAndSet(this, null);
		if (waiter != null) {
			goOn(waiter);
		}
	}

	private void goOn(Room waiter) {
		if (!waiter.wake()) {
			// never inside: what is chained to it may wait for the run
			this.appender.execute(() -> this.run.goOn(waiter));
		}
	}

	/**
	 * The room that a driver waits for. A thread that sleeps here is woken by whoever
	 * makes room, and goes on by itself, so that no other thread is woken in between.
	 * What is chained to it is not for those who make room.
	 * <p>
	 * <b>Who goes on</b>: one atomic step decides between the sleeper, if it is there,
	 * and who would wake it.
	 */
	final class Room extends CompletableFuture<Object> {

		private static final VarHandle SLEEPER = Fields.field(MethodHandles.lookup(), "sleeper",
				CompletableFuture.class);

		/** The future that a thread sleeps in; this one when it is too late for that. */
		private volatile @Nullable CompletableFuture<Object> sleeper;

		@SuppressWarnings("unchecked")
		private boolean wake() {
			CompletableFuture<Object> sleeper = (CompletableFuture<Object>) SLEEPER.getAndSet(this, this);
			return sleeper != null && sleeper.complete(this);
		}

		@Override
		public Object join() {
			try {
				sleep();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return super.join();
		}

		@Override
		public Object get() throws InterruptedException, ExecutionException {
			sleep();
			return super.get();
		}

		private void sleep() throws InterruptedException {
			CompletableFuture<Object> sleeper = new CompletableFuture<>();
			if (!SLEEPER.compareAndSet(this, null, sleeper)) {
				return;
			}
			// others may complete it as well, such as a timeout that the driver has set
			handle((room, failure) -> sleeper.complete(this));
			try {
				sleeper.get();
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException("Nothing fails here", ex);
			}
			finally {
				if (!SLEEPER.compareAndSet(this, sleeper, null)) {
					TokenWindow.this.run.goOn(this);
				}
			}
		}

	}

}

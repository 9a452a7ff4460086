// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The driver that waits until the handlers of a run have room for another token. The
 * appender counts tokens up to a limit that it looked up before, and asks how far the
 * handlers are only when it gets there.
 * <p>
 * <b>No waiter is left</b>: the appender sets the waiter, fences, and asks again; a lane
 * counts a token as done, fences at the latest when it goes to rest, and looks for a
 * waiter. One of them sees the other.
 */
final class TokenWindow {

	/** Room for a token. */
	static final IntUnaryOperator ROOM = (window) -> window;

	/**
	 * Much room, for a lane in the middle of a batch: to go on costs two threads a
	 * wake-up, and the window would be full again with the next token.
	 */
	static final IntUnaryOperator MUCH_ROOM = (window) -> (window < 16) ? window : window / 2;

	private static final IntUnaryOperator TWICE = (window) -> (int) Math.min(2L * window, Integer.MAX_VALUE);

	private static final VarHandle WAITER = Fields.field(MethodHandles.lookup(), "waiter", CompletableFuture.class);

	private final RunOwner run;

	private final Appender appender;

	/** Others than the appender look there only when they have seen a waiter. */
	private final RunEvents events;

	private volatile @Nullable CompletableFuture<Object> waiter;

	/** The count that tokens may reach before anybody is asked. The appender's. */
	private long limit;

	TokenWindow(RunOwner run, Appender appender, RunEvents events) {
		this.run = run;
		this.appender = appender;
		this.events = events;
	}

	/**
	 * Whether there is room, without asking twice. The appender's.
	 */
	boolean hasRoom() {
		return this.events.tokens < this.limit || isRoomNow();
	}

	private boolean isRoomNow() {
		this.limit = this.run.limit(ROOM);
		return this.events.tokens < this.limit;
	}

	/**
	 * A stage that is complete when there is room. The appender's, when there is none.
	 */
	CompletionStage<?> await() {
		CompletableFuture<Object> before = this.waiter;
		if (before != null) {
			// the driver did not wait for it; both go on together
			return before;
		}
		CompletableFuture<Object> waiter = new CompletableFuture<>();
		this.waiter = waiter;
		VarHandle.fullFence();
		return (isRoomNow() && take() != null) ? ForeignCode.DONE : waiter;
	}

	/**
	 * Whether a driver goes on without waiting, and has used up a second window.
	 */
	boolean isOverrun() {
		return this.waiter != null && this.events.tokens >= this.run.limit(TWICE);
	}

	/**
	 * Lets the driver go on if there is so much room. Any thread's.
	 */
	void goOnIf(IntUnaryOperator room) {
		CompletableFuture<Object> waiter = this.waiter;
		// the room that was seen is for this one, and not for whoever waits by then
		if (waiter != null && this.events.tokens < this.run.limit(room) && WAITER.compareAndSet(this, waiter, null)) {
			this.appender.later(() -> this.run.goOn(waiter));
		}
	}

	@SuppressWarnings("unchecked")
	@Nullable CompletableFuture<Object> take() {
		return (CompletableFuture<Object>) WAITER.getAndSet(this, null);
	}

}

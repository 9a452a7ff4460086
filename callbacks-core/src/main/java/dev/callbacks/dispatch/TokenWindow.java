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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The driver that waits until the handlers of a run have room for another token. The
 * appender counts tokens up to a limit that it looked up before, and asks the lanes only
 * when it gets there.
 * <p>
 * <b>No waiter is left</b>: the appender sets the waiter, fences, and asks the lanes
 * again; a lane counts a token as done, fences at the latest when it goes to rest, and
 * looks for a waiter. One of them sees the other.
 */
final class TokenWindow {

	private static final IntUnaryOperator ONE = (window) -> window;

	private static final IntUnaryOperator TWO = (window) -> (int) Math.min(2L * window, Integer.MAX_VALUE);

	private static final IntUnaryOperator HALF = (window) -> (window < 16) ? window : window / 2;

	private static final VarHandle WAITER = Fields.field(MethodHandles.lookup(), "waiter", CompletableFuture.class);

	private final RunLanes lanes;

	private volatile @Nullable CompletableFuture<Object> waiter;

	/** The count that tokens may reach before the lanes are asked. The appender's. */
	private long limit;

	TokenWindow(RunLanes lanes) {
		this.lanes = lanes;
	}

	/**
	 * A stage that is complete when there is room. The appender's.
	 */
	CompletionStage<?> room() {
		if (this.lanes.tokens() < this.limit || this.lanes.areInStep() || asked()) {
			return ForeignCode.DONE;
		}
		CompletableFuture<Object> before = this.waiter;
		if (before != null) {
			// the driver did not wait for it; both go on together
			return before;
		}
		this.lanes.report();
		CompletableFuture<Object> waiter = new CompletableFuture<>();
		this.waiter = waiter;
		VarHandle.fullFence();
		return (asked() && take() != null) ? ForeignCode.DONE : waiter;
	}

	private boolean asked() {
		this.lanes.bringUpToDate();
		this.limit = this.lanes.limit(ONE);
		return this.lanes.tokens() < this.limit;
	}

	/**
	 * Whether a driver goes on without waiting, and has used up a second window.
	 */
	boolean isOverrun() {
		if (this.waiter == null) {
			return false;
		}
		this.lanes.bringUpToDate();
		return this.lanes.tokens() >= this.lanes.limit(TWO);
	}

	/**
	 * Takes the waiter, if there is room for it. Any thread's.
	 */
	@Nullable CompletableFuture<Object> takeIfRoom() {
		return takeIfRoom(ONE);
	}

	/**
	 * Takes the waiter, if there is much room. For a lane in the middle of a batch: to go
	 * on costs two threads a wake-up, and the window would be full again with the next
	 * token.
	 */
	@Nullable CompletableFuture<Object> takeIfMuchRoom() {
		return takeIfRoom(HALF);
	}

	private @Nullable CompletableFuture<Object> takeIfRoom(IntUnaryOperator room) {
		return (this.waiter != null && this.lanes.tokens() < this.lanes.limit(room)) ? take() : null;
	}

	@SuppressWarnings("unchecked")
	@Nullable CompletableFuture<Object> take() {
		return (CompletableFuture<Object>) WAITER.getAndSet(this, null);
	}

}

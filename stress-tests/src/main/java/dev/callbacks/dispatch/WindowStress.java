// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A test that a driver waits for room, and continues once there is some.
 */
public class WindowStress {

	private static final ChatChunk CHUNK = ChatChunk.of("a");

	/**
	 * The driver asks for room while the lane counts its token as done.
	 */
	@JCStressTest
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "gets room at once, or later")
	@Outcome(expect = Expect.FORBIDDEN, desc = "continues too early, or is left waiting")
	@State
	public static class WaiterAgainstDone {

		private final Held handler = new Held(2);

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.handler);

		private CompletionStage<?> room = ForeignCode.DONE;

		public WaiterAgainstDone() {
			this.run.token(CHUNK);
		}

		@Actor
		public void drive(II_Result result) {
			this.room = this.run.token(CHUNK);
			boolean early = this.room.toCompletableFuture().isDone() && this.handler.done.get() == 0;
			result.r1 = early ? 1 : 0;
		}

		@Actor
		public void complete() {
			this.handler.complete(0);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r2 = this.room.toCompletableFuture().isDone() ? 1 : 0;
		}

	}

	/**
	 * The thread of the driver waits for room while the lane makes it. A driver that is
	 * left waiting is seen as a test that does not end.
	 */
	@JCStressTest
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "continues, on its own thread or after another one")
	@Outcome(expect = Expect.FORBIDDEN, desc = "is told that there is no room")
	@State
	public static class SleeperAgainstRoom {

		private final Held handler = new Held(1);

		private final DispatchedRun run = new Quiet().open(this.handler);

		private final CompletableFuture<?> room = this.run.token(CHUNK).toCompletableFuture();

		@Actor
		public void drive(I_Result result) {
			result.r1 = (this.room.join() == this.run) ? 1 : 0;
		}

		@Actor
		public void complete() {
			this.handler.complete(0);
		}

	}

	/**
	 * The driver in lockstep gets room, and continues with the next token while the lane
	 * that made room goes to rest. The stage of that token stays open, so there is no
	 * room after it.
	 */
	@JCStressTest
	@Outcome(id = { "0, 0", "0, 1" }, expect = Expect.ACCEPTABLE, desc = "waits until the handler is done")
	@Outcome(expect = Expect.FORBIDDEN, desc = "continues although the handler is not done with the token")
	@State
	public static class LockstepAgainstRest {

		private final Held handler = new Held(1);

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.handler);

		private final CompletableFuture<?> first = this.run.token(CHUNK).toCompletableFuture();

		@Actor
		public void drive(II_Result result) {
			for (int i = 0; i < 100_000 && !this.first.isDone(); i++) {
				Thread.onSpinWait();
			}
			result.r2 = this.first.isDone() ? 1 : 0;
			result.r1 = (this.first.isDone() && this.run.token(CHUNK).toCompletableFuture().isDone()) ? 1 : 0;
		}

		@Actor
		public void complete() {
			this.handler.complete(0);
		}

	}

	/**
	 * Two lanes make room for a driver in lockstep, which continues with the next token
	 * on the thread of the first. Neither makes room after that token.
	 */
	@JCStressTest
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "waits until the handlers are done")
	@Outcome(expect = Expect.FORBIDDEN, desc = "continues although no handler is done with the token, or never")
	@State
	public static class LockstepAgainstTwoLanes {

		private final Held one = new Held(1);

		private final Held other = new Held(1);

		private final DispatchedRun run = new Quiet().open(this.one, this.other);

		private @Nullable CompletionStage<?> second;

		public LockstepAgainstTwoLanes() {
			this.run.token(CHUNK).thenRun(() -> this.second = this.run.token(CHUNK));
		}

		@Actor
		public void completeOne() {
			this.one.complete(0);
		}

		@Actor
		public void completeOther() {
			this.other.complete(0);
		}

		@Arbiter
		public void count(II_Result result) {
			CompletionStage<?> second = this.second;
			result.r1 = (second != null && second.toCompletableFuture().isDone()) ? 1 : 0;
			result.r2 = (second != null) ? 1 : 0;
		}

	}

	/**
	 * The driver does not wait, and appends the next token, with which one lane is done
	 * at once, while the other makes room.
	 */
	@JCStressTest
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both tokens get room")
	@Outcome(expect = Expect.FORBIDDEN, desc = "left waiting")
	@State
	public static class NextTokenAgainstDone {

		private final Held inStep = new Held(1);

		private final Held away = new Held(1);

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.inStep, this.away);

		private final CompletionStage<?> first = this.run.token(CHUNK);

		private CompletionStage<?> second = ForeignCode.DONE;

		public NextTokenAgainstDone() {
			this.inStep.complete(0);
			this.inStep.complete(1);
			this.away.complete(1);
		}

		@Actor
		public void drive() {
			this.second = this.run.token(CHUNK);
		}

		@Actor
		public void complete() {
			this.away.complete(0);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.first.toCompletableFuture().isDone() ? 1 : 0;
			result.r2 = this.second.toCompletableFuture().isDone() ? 1 : 0;
		}

	}

	/**
	 * The driver waits for room while the run is cancelled.
	 */
	@JCStressTest
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the wait fails, since the run is over")
	@Outcome(expect = Expect.FORBIDDEN, desc = "left waiting")
	@State
	public static class WaiterAgainstCancel {

		private final Held handler = new Held(1);

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.handler);

		private CompletionStage<?> room = ForeignCode.DONE;

		@Actor
		public void drive() {
			this.room = this.run.token(CHUNK);
		}

		@Actor
		public void cancel() {
			this.run.cancel(EndReason.CANCELLED);
		}

		@Arbiter
		public void count(II_Result result) {
			result.r1 = this.room.toCompletableFuture().isCompletedExceptionally() ? 1 : 0;
			this.handler.complete(0);
			this.engine.workers.work();
			result.r2 = this.run.finished().toCompletableFuture().isDone() ? 1 : 0;
		}

	}

	/**
	 * A handler whose stages for tokens are completed from outside.
	 */
	static final class Held implements AsyncCallbackHandler {

		final AtomicInteger done = new AtomicInteger();

		private final CompletableFuture<?>[] stages = { new CompletableFuture<>(), new CompletableFuture<>(),
				new CompletableFuture<>() };

		private final HandlerSettings settings;

		Held(int window) {
			this.settings = HandlerSettings.none().withWindow(window);
		}

		@Override
		public HandlerSettings settings() {
			return this.settings;
		}

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			return (event instanceof LlmNewToken token) ? this.stages[token.index()] : ForeignCode.DONE;
		}

		void complete(int token) {
			this.done.incrementAndGet();
			this.stages[token].complete(null);
		}

	}

}

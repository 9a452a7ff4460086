// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatChunk;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A test of a lane that goes to rest while the appender publishes: no event is lost, and
 * none comes twice. The second number of each result is 1 if the run is over, the
 * accounts balance and the events were in order.
 */
public class LaneRestStress {

	private static final ChatChunk CHUNK = ChatChunk.of("a");

	/**
	 * A stage is complete, and its lane goes to rest, while the next events come.
	 */
	@JCStressTest
	@Outcome(id = "5, 1", expect = Expect.ACCEPTABLE, desc = "start, three tokens and the end, in order")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an event lost, or twice, or out of order")
	@State
	public static class StageAgainstTokens {

		private final Suspending handler = new Suspending();

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.handler);

		public StageAgainstTokens() {
			this.run.token(CHUNK);
		}

		@Actor
		public void append() {
			this.run.token(CHUNK);
			this.run.token(CHUNK);
		}

		@Actor
		public void complete() {
			this.handler.first.complete(null);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.run.end(null);
			this.engine.workers.work();
			result.r1 = this.handler.order.count.get();
			result.r2 = this.handler.order.isWhole(this.engine, this.run) ? 1 : 0;
		}

	}

	/**
	 * The same with the terminal event, which every lane has to pass.
	 */
	@JCStressTest
	@Outcome(id = "3, 1", expect = Expect.ACCEPTABLE, desc = "start, the token and the end, in order")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an event lost, or twice, or out of order")
	@State
	public static class StageAgainstEnd {

		private final Suspending handler = new Suspending();

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.handler);

		public StageAgainstEnd() {
			this.run.token(CHUNK);
		}

		@Actor
		public void append() {
			this.run.end(null);
		}

		@Actor
		public void complete() {
			this.handler.first.complete(null);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.handler.order.count.get();
			result.r2 = this.handler.order.isWhole(this.engine, this.run) ? 1 : 0;
		}

	}

	/**
	 * A worker goes to rest while the next events come.
	 */
	@JCStressTest
	@Outcome(id = "5, 1", expect = Expect.ACCEPTABLE, desc = "start, three tokens and the end, in order")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an event lost, or twice, or out of order")
	@State
	public static class WorkerAgainstTokens {

		private final Blocking handler = new Blocking();

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.handler);

		@Actor
		public void append() {
			this.run.token(CHUNK);
			this.run.token(CHUNK);
			this.run.token(CHUNK);
			this.run.end(null);
		}

		@Actor
		public void work() {
			this.engine.workers.work();
			this.engine.workers.work();
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.handler.order.count.get();
			result.r2 = this.handler.order.isWhole(this.engine, this.run) ? 1 : 0;
		}

	}

	/**
	 * Two lanes of a run, one on a worker and one with a stage, while the next events
	 * come.
	 */
	@JCStressTest
	@Outcome(id = "8, 1", expect = Expect.ACCEPTABLE, desc = "start, two tokens and the end twice, in order")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an event lost, or twice, or out of order")
	@State
	public static class TwoLanesAgainstTokens {

		private final Blocking blocking = new Blocking();

		private final Suspending suspending = new Suspending();

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.blocking, this.suspending);

		public TwoLanesAgainstTokens() {
			this.run.token(CHUNK);
		}

		@Actor
		public void append() {
			this.run.token(CHUNK);
			this.run.end(null);
			this.engine.workers.work();
		}

		@Actor
		public void complete() {
			this.suspending.first.complete(null);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.blocking.order.count.get() + this.suspending.order.count.get();
			result.r2 = (this.blocking.order.isWhole(this.engine, this.run)
					&& this.suspending.order.isWhole(this.engine, this.run)) ? 1 : 0;
		}

	}

	/**
	 * The events that a handler saw of one run.
	 */
	static final class Order {

		final AtomicInteger count = new AtomicInteger();

		private volatile long last = -1;

		private volatile boolean wrong;

		private volatile boolean over;

		void saw(CallbackEvent event) {
			this.count.incrementAndGet();
			if (event.sequence() != this.last + 1 || this.over) {
				this.wrong = true;
			}
			this.last = event.sequence();
			this.over = event instanceof TerminalEvent;
		}

		boolean isWhole(Quiet engine, DispatchedRun run) {
			return !this.wrong && this.over && run.finished().toCompletableFuture().isDone() && engine.balances()
					&& engine.manager.openRuns() == 0;
		}

	}

	static final class Blocking implements CallbackHandler {

		final Order order = new Order();

		@Override
		public void onEvent(CallbackEvent event) {
			this.order.saw(event);
		}

	}

	/**
	 * A handler whose stage for the first token the test completes.
	 */
	static final class Suspending implements AsyncCallbackHandler {

		final Order order = new Order();

		final CompletableFuture<Object> first = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			this.order.saw(event);
			return (event instanceof LlmNewToken token && token.index() == 0) ? this.first : ForeignCode.DONE;
		}

	}

}

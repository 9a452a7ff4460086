// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.OnFull;
import dev.callbacks.event.CallbackEvent;
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
 * A test of a lane that is far behind, and gets a log of its own while it works: it still
 * gets all events that it wants, once and in order.
 */
public class LaneLagStress {

	/** More events than a lane with a window of one may be behind. */
	private static final int EVENTS = 200;

	@JCStressTest
	@Outcome(id = "202, 1", expect = Expect.ACCEPTABLE, desc = "all events, in order")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an event lost, or twice, or out of order")
	@State
	public static class FarBehindAgainstWorker {

		private final Rising handler = new Rising(HandlerSettings.none().withWindow(1));

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.handler);

		public FarBehindAgainstWorker() {
			this.engine.workers.work();
		}

		@Actor
		public void append() {
			for (int i = 0; i < EVENTS; i++) {
				this.run.emit("event", null);
			}
			this.run.end(null);
		}

		@Actor
		public void work() {
			while (this.handler.count.get() < EVENTS / 4) {
				this.engine.workers.work();
			}
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.handler.count.get();
			result.r2 = this.handler.isWhole(this.engine) ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the end last, all in order, and the accounts balance")
	@Outcome(expect = Expect.FORBIDDEN, desc = "no end, out of order, or an event not accounted for")
	@State
	public static class SheddingAgainstWorker {

		private final Rising handler = new Rising(HandlerSettings.none().withWindow(2).withOnFull(OnFull.SHED_TOKENS));

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.handler);

		@Actor
		public void append() {
			for (int i = 0; i < 10; i++) {
				this.run.token(ChatChunk.of("a"));
			}
			this.run.end(null);
		}

		@Actor
		public void work() {
			for (int i = 0; i < 10; i++) {
				this.engine.workers.work();
			}
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.handler.isWhole(this.engine) ? 1 : 0;
			result.r2 = this.run.finished().toCompletableFuture().isDone() ? 1 : 0;
		}

	}

	/**
	 * A handler that checks the order of its events.
	 */
	static final class Rising implements CallbackHandler {

		final AtomicInteger count = new AtomicInteger();

		private final HandlerSettings settings;

		private volatile long last = -1;

		private volatile boolean wrong;

		private volatile boolean over;

		Rising(HandlerSettings settings) {
			this.settings = settings;
		}

		@Override
		public HandlerSettings settings() {
			return this.settings;
		}

		@Override
		public void onEvent(CallbackEvent event) {
			if (event.sequence() <= this.last || this.over) {
				this.wrong = true;
			}
			this.last = event.sequence();
			this.over = event instanceof TerminalEvent;
			this.count.incrementAndGet();
		}

		boolean isWhole(Quiet engine) {
			return !this.wrong && this.over && engine.balances() && engine.manager.openRuns() == 0;
		}

	}

}

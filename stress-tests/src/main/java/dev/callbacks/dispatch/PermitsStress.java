// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.StartEvent;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A test of a serialized handler: one thread at a time is in it, none of its lanes is
 * left waiting, and it has one permit at the end. The watchdog takes the lane from an
 * invocation that is given up, which may return late.
 */
public class PermitsStress {

	@JCStressTest
	@Outcome(id = { "1, 0", "0, 1", "1, 1" }, expect = Expect.ACCEPTABLE, desc = "one at a time")
	@Outcome(id = "2, 0", expect = Expect.FORBIDDEN, desc = "both are inside")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a permit got lost, or there are two")
	@State
	public static class TwoThreads {

		private final Permits permits = new Permits(1);

		private volatile int inside;

		@Actor
		public void one(II_Result result) {
			result.r1 = enter();
		}

		@Actor
		public void other(II_Result result) {
			result.r2 = enter();
		}

		private int enter() {
			if (!this.permits.tryEnter()) {
				return 0;
			}
			int found = this.inside;
			this.inside = 1;
			this.inside = 0;
			this.permits.leave();
			return 1 + found;
		}

	}

	/**
	 * Two threads work for a handler in two runs.
	 */
	@JCStressTest
	@Outcome(id = "1, 4, 1", expect = Expect.ACCEPTABLE, desc = "one thread at a time, and all events of both runs")
	@Outcome(expect = Expect.FORBIDDEN, desc = "overlapped, a lane was left, or a permit")
	@State
	public static class TwoRuns {

		private final OverlapDetector handler = new OverlapDetector();

		private final Quiet engine = new Quiet();

		private final Permits permits;

		public TwoRuns() {
			this.engine.manager.add(this.handler);
			this.permits = permitsOf(this.engine.open());
		}

		@Actor
		public void one() {
			this.engine.workers.work();
			this.engine.manager.runs.all().forEach((run) -> run.end(null));
			this.engine.workers.work();
		}

		@Actor
		public void other() {
			this.engine.open().end(null);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(III_Result result) {
			this.engine.workers.work();
			result.r1 = this.handler.overlapped ? 0 : 1;
			result.r2 = this.handler.calls.get();
			result.r3 = isSound(this.engine, this.permits) ? 1 : 0;
		}

	}

	/**
	 * An invocation is given up while it returns, and the lane of another run waits.
	 */
	@JCStressTest
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one thread at a time, and one permit")
	@Outcome(expect = Expect.FORBIDDEN, desc = "overlapped, a lane was left, or permits are not one")
	@State
	public static class GivenUpAgainstReturn {

		private final OverlapDetector handler = new OverlapDetector();

		private final Quiet engine = new Quiet();

		private final DispatchedRun run;

		private final DispatchedRun second;

		public GivenUpAgainstReturn() {
			this.engine.manager.add(this.handler);
			this.run = this.engine.open();
			this.second = this.engine.open();
		}

		@Actor
		public void work() {
			this.engine.workers.work();
		}

		@Actor
		public void giveUp() {
			Lane lane = Quiet.lane(this.run);
			for (int i = 0; i < 500 && !is(lane, LaneState.CALLING); i++) {
				Thread.onSpinWait();
			}
			LaneWatch.giveUpNow(lane);
			this.second.end(null);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.run.end(null);
			this.second.end(null);
			this.engine.workers.work();
			result.r1 = this.handler.overlapped ? 0 : 1;
			result.r2 = isSound(this.engine, permitsOf(this.run)) ? 1 : 0;
		}

	}

	/**
	 * An invocation with a stage is given up while it returns, or while the stage
	 * completes.
	 */
	@JCStressTest
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both runs are over, and there is one permit")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a run is left, or permits are not one")
	@State
	public static class GivenUpAgainstStage {

		private final Staged handler = new Staged();

		private final Quiet engine = new Quiet();

		private final DispatchedRun run;

		private final DispatchedRun second;

		public GivenUpAgainstStage() {
			this.engine.manager.add(this.handler);
			this.run = this.engine.open();
			this.second = this.engine.open();
		}

		@Actor
		public void work() {
			this.engine.workers.work();
			this.handler.stage.complete(null);
		}

		@Actor
		public void giveUp() {
			Lane lane = Quiet.lane(this.run);
			for (int i = 0; i < 500 && is(lane, LaneState.READY); i++) {
				Thread.onSpinWait();
			}
			LaneWatch.giveUpNow(lane);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.run.end(null);
			this.second.end(null);
			this.engine.workers.work();
			boolean over = this.run.finished().toCompletableFuture().isDone()
					&& this.second.finished().toCompletableFuture().isDone();
			result.r1 = over ? 1 : 0;
			result.r2 = isSound(this.engine, permitsOf(this.run)) ? 1 : 0;
		}

	}

	private static boolean is(Lane lane, int state) {
		return LaneState.of(lane.state.word()) == state;
	}

	private static Permits permitsOf(DispatchedRun run) {
		return Quiet.lane(run).channel.permits;
	}

	/**
	 * Whether all runs are over, and there is exactly one permit.
	 */
	private static boolean isSound(Quiet engine, Permits permits) {
		return engine.manager.openRuns() == 0 && engine.balances() && !permits.isStuck() && permits.tryEnter()
				&& !permits.tryEnter();
	}

	/**
	 * A serialized handler whose first start has a stage.
	 */
	static final class Staged implements AsyncCallbackHandler {

		private final CompletableFuture<Object> stage = new CompletableFuture<>();

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withSerialized(true);
		}

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			return (event instanceof StartEvent) ? this.stage : ForeignCode.DONE;
		}

	}

}

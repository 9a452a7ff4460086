// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import dev.callbacks.message.ChatChunk;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A test that no entry is left, and no lane in one: the workers that were offered finish
 * all ready lanes, without help from the watchdog.
 */
public class WorkersStress {

	private static final ChatChunk CHUNK = ChatChunk.of("a");

	/**
	 * Two lanes of a run become ready, while a worker holds their entry.
	 */
	@JCStressTest
	@Outcome(id = "8, 1", expect = Expect.ACCEPTABLE, desc = "all events for both")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a lane was left")
	@State
	public static class TwoLanes {

		private final LaneRestStress.Suspending one = new LaneRestStress.Suspending();

		private final LaneRestStress.Suspending other = new LaneRestStress.Suspending();

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.one, this.other);

		public TwoLanes() {
			this.run.token(CHUNK);
			this.run.token(CHUNK);
			this.run.end(null);
		}

		@Actor
		public void one() {
			this.one.first.complete(null);
			this.engine.workers.work();
		}

		@Actor
		public void other() {
			this.other.first.complete(null);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.one.order.count.get() + this.other.order.count.get();
			boolean whole = this.one.order.isWhole(this.engine, this.run)
					&& this.other.order.isWhole(this.engine, this.run);
			result.r2 = whole ? 1 : 0;
		}

	}

	/**
	 * Two runs become ready, while the only worker is about to leave.
	 */
	@JCStressTest
	@Outcome(id = "6, 0", expect = Expect.ACCEPTABLE, desc = "all events of both")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an entry was left")
	@State
	public static class TwoRuns {

		private final LaneRestStress.Blocking one = new LaneRestStress.Blocking();

		private final LaneRestStress.Blocking other = new LaneRestStress.Blocking();

		private final Quiet engine = new Quiet(1);

		@Actor
		public void one() {
			DispatchedRun run = this.engine.open(this.one);
			run.token(CHUNK);
			run.end(null);
			this.engine.workers.work();
		}

		@Actor
		public void other() {
			DispatchedRun run = this.engine.open(this.other);
			run.token(CHUNK);
			run.end(null);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.one.order.count.get() + this.other.order.count.get();
			result.r2 = this.engine.manager.openRuns();
		}

	}

	/**
	 * Two threads work for the lanes of a run.
	 */
	@JCStressTest
	@Outcome(id = "6, 0", expect = Expect.ACCEPTABLE, desc = "all events of both")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an entry was left")
	@State
	public static class TwoWorkers {

		private final LaneRestStress.Blocking one = new LaneRestStress.Blocking();

		private final LaneRestStress.Blocking other = new LaneRestStress.Blocking();

		private final Quiet engine = new Quiet();

		private final DispatchedRun run = this.engine.open(this.one, this.other);

		@Actor
		public void append() {
			this.run.token(CHUNK);
			this.run.end(null);
			this.engine.workers.work();
		}

		@Actor
		public void workToo() {
			this.engine.workers.work();
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.one.order.count.get() + this.other.order.count.get();
			result.r2 = this.engine.manager.openRuns();
		}

	}

}

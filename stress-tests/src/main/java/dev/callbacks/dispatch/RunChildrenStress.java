// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import dev.callbacks.call.RunPlan;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A test that an early end of a run ends all runs below it, even one just opening.
 */
public class RunChildrenStress {

	@JCStressTest
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "parent and child are over")
	@Outcome(expect = Expect.FORBIDDEN, desc = "one of them is open")
	@State
	public static class ChildAgainstCancel {

		private final Quiet engine = new Quiet();

		private final DispatchedRun parent = this.engine.open();

		private @Nullable DispatchedRun child;

		@Actor
		public void open() {
			this.child = this.engine.openBelow(this.parent);
		}

		@Actor
		public void cancel() {
			this.parent.cancel(EndReason.CANCELLED);
		}

		@Arbiter
		public void count(II_Result result) {
			result.r1 = this.parent.finished().toCompletableFuture().isDone() ? 1 : 0;
			// a run below one that is over is a root
			boolean below = Quiet.there(this.child).info().parentId() != null;
			result.r2 = (!below || Quiet.there(this.child).finished().toCompletableFuture().isDone()) ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the parent is over, and nothing is open")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a child that could not be opened keeps its parent")
	@State
	public static class FailedOpeningAgainstCancel {

		private final OverlapDetector handler = new OverlapDetector();

		private final Quiet engine = new Quiet();

		private final DispatchedRun parent = this.engine.open(this.handler);

		public FailedOpeningAgainstCancel() {
			this.engine.workers.work();
		}

		@Actor
		public void open() {
			try {
				this.engine.openBelow(this.parent, RunPlan.of(RunKind.CHAIN, "run", (run, sequence) -> {
					throw new IllegalStateException("no start");
				}));
			}
			catch (IllegalStateException ex) {
				// the failure of the opening
			}
		}

		@Actor
		public void cancel() {
			this.parent.cancel(EndReason.CANCELLED);
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.parent.finished().toCompletableFuture().isDone() ? 1 : 0;
			result.r2 = this.engine.manager.openRuns();
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;

import dev.callbacks.DrivenRun;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Run;
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
 * A test that no run passes the gate after a stop has shut it.
 */
public class OpenRunsStress {

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "added, and seen by the stop")
	@Outcome(id = { "0, 0", "0, 1" }, expect = Expect.ACCEPTABLE, desc = "refused")
	@Outcome(expect = Expect.FORBIDDEN, desc = "added, and the stop saw no run")
	@State
	public static class RootAgainstShut {

		private final OpenRuns runs = new OpenRuns();

		private final DispatchedRun run = new Quiet().open();

		@Actor
		public void open(II_Result result) {
			result.r1 = this.runs.add(this.run, () -> true) ? 1 : 0;
		}

		@Actor
		public void stop(II_Result result) {
			this.runs.shut = true;
			result.r2 = this.runs.all().isEmpty() ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = { "0", "1" }, expect = Expect.ACCEPTABLE, desc = "refused, or over when the stop returned")
	@Outcome(expect = Expect.FORBIDDEN, desc = "open after the stop")
	@State
	public static class OpenAgainstStop {

		private final Quiet engine = new Quiet();

		private @Nullable DrivenRun opened;

		@Actor
		public void open() {
			try {
				this.opened = this.engine.open();
				this.opened.end(null);
			}
			catch (ManagerStoppedException ex) {
				this.opened = null;
			}
		}

		@Actor
		public void stop() {
			this.engine.manager.stop(Duration.ofSeconds(10));
		}

		@Arbiter
		public void count(I_Result result) {
			result.r1 = (this.engine.manager.openRuns() != 0) ? 2 : (this.opened != null) ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "refused, or ended by the stop")
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "open, and the stop reports an open run")
	@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "over, and the stop reports an open run")
	@Outcome(expect = Expect.FORBIDDEN, desc = "open, and the stop reports none")
	@State
	public static class ChildAgainstParentsEndAndStop {

		private final Quiet engine = new Quiet();

		private final DispatchedRun parent = this.engine.open();

		private @Nullable Run child;

		@Actor
		public void open() {
			try {
				this.child = this.engine.openBelow(this.parent);
			}
			catch (ManagerStoppedException ex) {
				this.child = null;
			}
		}

		@Actor
		public void stop(II_Result result) {
			this.parent.end(null);
			result.r2 = this.engine.manager.stop(Duration.ofMillis(1)) ? 1 : 0;
		}

		@Arbiter
		public void count(II_Result result) {
			result.r1 = (this.engine.manager.openRuns() != 0) ? 1 : 0;
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A test that one ending wins, and is carried out once.
 */
public class RunLifeStress {

	private static final Runnable NOTHING = () -> {
	};

	@JCStressTest
	@Outcome(id = { "1, 0", "0, 1" }, expect = Expect.ACCEPTABLE, desc = "one ending won")
	@Outcome(expect = Expect.FORBIDDEN, desc = "none won, or both")
	@State
	public static class TwoEndings {

		private final RunLife life = new RunLife();

		public TwoEndings() {
			this.life.start();
		}

		@Actor
		public void one(II_Result result) {
			result.r1 = this.life.end(NOTHING) ? 1 : 0;
		}

		@Actor
		public void other(II_Result result) {
			result.r2 = this.life.end(NOTHING) ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "parked, and found by the opener")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "came after the start")
	@Outcome(expect = Expect.FORBIDDEN, desc = "carried out by nobody, or by both")
	@State
	public static class EndingAgainstStart {

		private final RunLife life = new RunLife();

		@Actor
		public void opener(II_Result result) {
			result.r1 = (this.life.start() != null) ? 1 : 0;
		}

		@Actor
		public void ender(II_Result result) {
			result.r2 = this.life.end(NOTHING) ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "one ending is carried out")
	@Outcome(expect = Expect.FORBIDDEN, desc = "no ending, or two")
	@State
	public static class TwoEndingsAgainstStart {

		private final RunLife life = new RunLife();

		private final AtomicInteger endings = new AtomicInteger();

		private final Runnable ending = this.endings::incrementAndGet;

		@Actor
		public void opener() {
			Runnable parked = this.life.start();
			if (parked != null) {
				parked.run();
			}
		}

		@Actor
		public void endTwice() {
			end();
			end();
		}

		private void end() {
			if (this.life.end(this.ending)) {
				this.ending.run();
			}
		}

		@Arbiter
		public void count(I_Result result) {
			result.r1 = this.life.isOver() ? this.endings.get() : -1;
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A test that every step runs once, one at a time, and none is left.
 */
public class StepQueueStress {

	@JCStressTest
	@Outcome(id = "4, 0", expect = Expect.ACCEPTABLE, desc = "all of them, one at a time")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a step left, or two at once")
	@State
	public static class Steps extends Queue {

		@Actor
		public void one() {
			add();
			add();
		}

		@Actor
		public void other() {
			add();
			add();
		}

		@Arbiter
		public void count(II_Result result) {
			result.r1 = this.count;
			result.r2 = this.overlaps;
		}

	}

	@JCStressTest
	@Outcome(id = { "2, 0", "3, 0" }, expect = Expect.ACCEPTABLE, desc = "the steps, with or without the entry")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a step left, or two at once")
	@State
	public static class StepsAgainstEntry extends Queue {

		@Actor
		public void enter() {
			if (this.steps.tryEnter()) {
				step();
				this.steps.exit();
			}
		}

		@Actor
		public void addTwo() {
			add();
			add();
		}

		@Arbiter
		public void count(II_Result result) {
			result.r1 = this.count;
			result.r2 = this.overlaps;
		}

	}

	@JCStressTest
	@Outcome(id = "4, 0", expect = Expect.ACCEPTABLE, desc = "all of them, one at a time")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a step left, or two at once")
	@State
	public static class StepsFromInside extends Queue {

		@Actor
		public void one() {
			run(() -> {
				step();
				add();
			});
		}

		@Actor
		public void other() {
			run(() -> {
				step();
				add();
			});
		}

		@Arbiter
		public void count(II_Result result) {
			result.r1 = this.count;
			result.r2 = this.overlaps;
		}

	}

	/**
	 * A queue whose steps need no atomic operation, since it lets one in at a time.
	 */
	static class Queue {

		final StepQueue steps = new StepQueue();

		int count;

		int overlaps;

		private volatile boolean inside;

		final void add() {
			run(this::step);
		}

		final void run(Runnable step) {
			this.steps.run(step);
		}

		final void step() {
			if (this.inside) {
				this.overlaps++;
			}
			this.inside = true;
			this.count++;
			this.inside = false;
		}

	}

}

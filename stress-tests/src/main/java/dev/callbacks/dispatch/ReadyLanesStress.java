// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.spi.DropReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A test that two workers that take lanes from one entry get each lane once. The watchdog
 * may hand an entry on while the worker that had it is about to take the next lane.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "each lane is taken once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lane is lost, or taken twice")
@State
public class ReadyLanesStress {

	private final Taken[] all = { new Taken(), new Taken() };

	private final ReadyLanes ready = new ReadyLanes(this.all);

	public ReadyLanesStress() {
		this.ready.add(0, 0b11, 0);
	}

	@Actor
	public void worker() {
		takeAll();
	}

	@Actor
	public void other() {
		takeAll();
	}

	private void takeAll() {
		for (ReadyLane lane = this.ready.take(); lane != null; lane = this.ready.take()) {
			((Taken) lane).times.incrementAndGet();
		}
	}

	@Arbiter
	public void count(II_Result result) {
		takeAll();
		takeAll();
		result.r1 = this.all[0].times.get();
		result.r2 = this.all[1].times.get();
	}

	private static final class Taken implements ReadyLane {

		private final AtomicInteger times = new AtomicInteger();

		@Override
		public boolean needsWorker() {
			return true;
		}

		@Override
		public long readyAt() {
			return 0;
		}

		@Override
		public boolean isSlow() {
			return false;
		}

		@Override
		public int worked() {
			return 1;
		}

		@Override
		public boolean enter() {
			return true;
		}

		@Override
		public long work(long now) {
			return now;
		}

		@Override
		public void toThread() {
		}

		@Override
		public void permitted() {
		}

		@Override
		public void drop(DropReason reason) {
		}

	}

}

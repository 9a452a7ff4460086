// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.event.ChainStart;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A test that a barrier opens once, with the last arrival.
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "opened once")
@Outcome(expect = Expect.FORBIDDEN, desc = "never, or twice")
@State
public class BarrierStress {

	private final AtomicInteger opened = new AtomicInteger();

	private final Barrier barrier = new Barrier(new ChainStart(new Quiet().open().info(), 0, Map.of()), 3,
			this.opened::incrementAndGet);

	@Actor
	public void appender() {
		arrive(2);
	}

	@Actor
	public void lanes() {
		arrive(1);
		arrive(1);
	}

	private void arrive(int count) {
		if (this.barrier.arrive(count)) {
			this.barrier.onOpen.run();
		}
	}

	@Arbiter
	public void count(I_Result result) {
		result.r1 = this.opened.get();
	}

}

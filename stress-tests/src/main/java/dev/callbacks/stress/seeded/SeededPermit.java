// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.stress.seeded;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A protocol that is broken on purpose: a permit is taken in two steps.
 */
@JCStressTest
@Outcome(id = { "1, 0", "0, 1" }, expect = Expect.ACCEPTABLE, desc = "one has it")
@Outcome(expect = Expect.FORBIDDEN, desc = "both have it, which the checker has to find")
@State
public class SeededPermit {

	private volatile int free = 1;

	@Actor
	public void one(II_Result result) {
		result.r1 = tryAcquire();
	}

	@Actor
	public void other(II_Result result) {
		result.r2 = tryAcquire();
	}

	private int tryAcquire() {
		int free = this.free;
		if (free > 0) {
			this.free = free - 1;
			return 1;
		}
		return 0;
	}

}

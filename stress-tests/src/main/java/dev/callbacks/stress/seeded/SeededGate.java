// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.stress.seeded;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A protocol that is broken on purpose: an opener looks at a gate before it adds its run.
 */
@JCStressTest
@Outcome(id = { "1, 0", "0, 0", "0, 1" }, expect = Expect.ACCEPTABLE, desc = "refused, or seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "in, and not seen, which the checker has to find")
@State
public class SeededGate {

	private final Set<Object> runs = ConcurrentHashMap.newKeySet();

	private volatile boolean shut;

	@Actor
	public void open(II_Result result) {
		if (!this.shut) {
			this.runs.add(this);
			result.r1 = 1;
		}
	}

	@Actor
	public void stop(II_Result result) {
		this.shut = true;
		result.r2 = this.runs.isEmpty() ? 1 : 0;
	}

}

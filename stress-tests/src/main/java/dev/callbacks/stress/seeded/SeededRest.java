// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.stress.seeded;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A protocol that is broken on purpose: a reader goes to rest without another look for a
 * value that was published meanwhile.
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "read")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, which the checker has to find")
@State
public class SeededRest {

	private final AtomicLong published = new AtomicLong();

	private final AtomicInteger resting = new AtomicInteger();

	private volatile long read;

	@Actor
	public void append() {
		this.published.incrementAndGet();
		if (this.resting.getAndSet(0) != 0) {
			this.read = this.published.get();
		}
	}

	@Actor
	public void rest() {
		this.read = this.published.get();
		this.resting.set(1);
	}

	@Arbiter
	public void count(I_Result result) {
		result.r1 = (int) this.read;
	}

}

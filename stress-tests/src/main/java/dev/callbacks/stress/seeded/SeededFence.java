// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.stress.seeded;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A protocol that is broken on purpose: a reader writes that it rests and then looks, an
 * appender publishes and then looks, both without the fence in between.
 */
@JCStressTest
@Outcome(id = { "0, 1", "1, 0", "1, 1" }, expect = Expect.ACCEPTABLE, desc = "one of them sees the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "neither does, which the checker has to find")
@State
public class SeededFence {

	private static final VarHandle PUBLISHED;

	private static final VarHandle RESTING;

	static {
		try {
			PUBLISHED = MethodHandles.lookup().findVarHandle(SeededFence.class, "published", int.class);
			RESTING = MethodHandles.lookup().findVarHandle(SeededFence.class, "resting", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	@SuppressWarnings("unused")
	private int published;

	@SuppressWarnings("unused")
	private int resting;

	@Actor
	public void append(II_Result result) {
		PUBLISHED.setRelease(this, 1);
		result.r1 = (int) RESTING.getAcquire(this);
	}

	@Actor
	public void rest(II_Result result) {
		RESTING.setRelease(this, 1);
		result.r2 = (int) PUBLISHED.getAcquire(this);
	}

}

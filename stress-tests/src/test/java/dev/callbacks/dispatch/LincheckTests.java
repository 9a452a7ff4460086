// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that classes which claim to be linearizable are, under the schedules of Lincheck,
 * and that Lincheck finds classes which are not.
 */
class LincheckTests {

	@Test
	void findsPermitThatIsBrokenOnPurpose() {
		assertThatThrownBy(() -> check(SeededPermits.class)).isInstanceOf(AssertionError.class);
	}

	@Test
	void findsQueueThatIsBrokenOnPurpose() {
		assertThatThrownBy(() -> check(SeededSteps.class)).isInstanceOf(AssertionError.class);
	}

	@Test
	void findsHandlesThatAreBrokenOnPurpose() {
		assertThatThrownBy(() -> modelChecking().check(SeededHandles.class)).isInstanceOf(AssertionError.class);
	}

	@Test
	void permitsAreLinearizable() {
		assertThatCode(() -> check(TwoPermits.class)).doesNotThrowAnyException();
	}

	@Test
	void queuesOfStepsLeaveNone() {
		assertThatCode(() -> check(Steps.class)).doesNotThrowAnyException();
	}

	private static void check(Class<?> test) {
		modelChecking().check(test);
		new StressOptions().iterations(10).invocationsPerIteration(1000).threads(2).actorsPerThread(3).check(test);
	}

	private static ModelCheckingOptions modelChecking() {
		return new ModelCheckingOptions().iterations(10).invocationsPerIteration(500).threads(2).actorsPerThread(3);
	}

	/** Two permits. Public, since Lincheck requires it. */
	public static class TwoPermits {

		private final Permits permits = new Permits(2);

		@Operation
		public boolean tryEnter() {
			return this.permits.tryEnter();
		}

		@Operation
		public void leave() {
			this.permits.leave();
		}

	}

	/** Steps that count, each once and one at a time. */
	public static class Steps {

		private final StepQueue steps = new StepQueue();

		private final AtomicInteger added = new AtomicInteger();

		private int count;

		@Operation
		public void add() {
			this.added.incrementAndGet();
			this.steps.run(() -> this.count++);
		}

		@Operation
		public void enter() {
			if (this.steps.tryEnter()) {
				this.added.incrementAndGet();
				this.count++;
				this.steps.exit();
			}
		}

		@Validate
		public void allStepsRan() {
			if (this.count != this.added.get()) {
				throw new IllegalStateException(this.count + " of " + this.added + " steps ran");
			}
		}

	}

	/**
	 * Permits that are broken on purpose: one is taken in two steps.
	 */
	public static class SeededPermits {

		private volatile int free = 2;

		@Operation
		public boolean tryEnter() {
			int free = this.free;
			if (free > 0) {
				this.free = free - 1;
				return true;
			}
			return false;
		}

		@Operation
		public void leave() {
			this.free = this.free + 1;
		}

	}

	/** A queue that is broken on purpose: it lets two threads in. */
	public static class SeededSteps {

		private final AtomicInteger added = new AtomicInteger();

		private volatile boolean inside;

		private int count;

		@Operation
		public void add() {
			if (!this.inside) {
				this.inside = true;
				this.added.incrementAndGet();
				this.count++;
				this.inside = false;
			}
		}

		@Validate
		public void allStepsRan() {
			if (this.count != this.added.get()) {
				throw new IllegalStateException(this.count + " of " + this.added + " steps ran");
			}
		}

	}

	/** Permits that are broken on purpose, by accesses as in the engine. */
	public static class SeededHandles {

		private static final VarHandle FREE;

		static {
			try {
				FREE = MethodHandles.lookup().findVarHandle(SeededHandles.class, "free", int.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

		private int free = 2;

		@Operation
		public boolean tryEnter() {
			int found = (int) FREE.getAcquire(this);
			if (found > 0) {
				FREE.setRelease(this, found - 1);
				return true;
			}
			return false;
		}

		@Operation
		public void leave() {
			FREE.getAndAdd(this, 1);
		}

		int free() {
			return this.free;
		}

	}

}

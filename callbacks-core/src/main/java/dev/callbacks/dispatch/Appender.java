// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import dev.callbacks.call.WaitingCaller;
import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time append to a run, on the thread of a blocking caller if there
 * is one; and says where things go on that had to wait. First the opener of the run is
 * inside: whatever others bring before the start is left to it.
 */
final class Appender {

	private static final VarHandle INSIDE = Fields.field(MethodHandles.lookup(), "inside", boolean.class);

	private final RunOwner run;

	private final Executor work;

	private final @Nullable WaitingCaller caller;

	private final StepQueue steps = new StepQueue();

	/** Whether a thread is inside. Released behind the thread. */
	private boolean inside;

	/**
	 * The thread that is or was inside. Only compared to that which reads it, or shown.
	 */
	private @Nullable Thread thread;

	/** Whether who brought the step at hand does not wait for it here. The appender's. */
	private boolean left;

	Appender(RunOwner run, Executor work, @Nullable WaitingCaller caller) {
		this.run = run;
		this.work = work;
		this.caller = caller;
		this.steps.tryEnter();
	}

	/**
	 * Runs the first step, and those that others have left here: on this thread, the
	 * opener's, or on the caller's.
	 */
	void begin(Runnable first) {
		runWhereAllowed(() -> {
			runInside(first, false);
			exit();
		});
	}

	/**
	 * Goes inside, if this is a thread that may and nobody is, and that keeps no error
	 * which is for another door. The caller has to {@link #exit()}.
	 */
	boolean tryEnter() {
		if (Fatal.isKept() || !mayEnter() || !this.steps.tryEnter()) {
			return false;
		}
		isInside(true);
		return true;
	}

	/**
	 * Leaves, after the steps that others have left here. A fatal error of foreign code
	 * ends the run before the thread sees it.
	 */
	void exit() {
		isInside(false);
		this.steps.exit();
		rethrowFatal();
	}

	private void rethrowFatal() {
		VirtualMachineError fatal = Fatal.take();
		if (fatal != null) {
			this.run.abort(EndReason.FAILED, fatal);
			throw fatal;
		}
	}

	/**
	 * Runs a step inside: here, on the thread that is inside, or on the caller's.
	 */
	void run(Runnable step) {
		AtomicReference<@Nullable Thread> bringing = new AtomicReference<>(Thread.currentThread());
		runWhereAllowed(() -> {
			boolean wasInside = this.steps.run(() -> runInside(step, bringing.get() != Thread.currentThread()));
			bringing.set(null);
			if (wasInside) {
				rethrowFatal();
			}
		});
	}

	private void runWhereAllowed(Runnable task) {
		Executor executor = mayEnter() ? Runnable::run : this::execute;
		executor.execute(() -> Fatal.door(task));
	}

	private void runInside(Runnable step, boolean left) {
		isInside(true);
		this.left = left;
		// what it throws is a defect of the engine, or no memory or stack left for it
		ForeignCode.run("A step of a run failed", step);
		this.left = false;
		isInside(false);
	}

	private void isInside(boolean inside) {
		if (inside && this.thread != Thread.currentThread()) {
			this.thread = Thread.currentThread();
		}
		INSIDE.setRelease(this, inside);
	}

	/**
	 * Whether a step may be run on this thread: while the caller is busy with the body of
	 * its run, others go in by themselves, since it may wait for them.
	 */
	private boolean mayEnter() {
		return this.caller == null || this.caller.isOwner() || this.caller.isAway();
	}

	/**
	 * Goes on after something was waited for: here, if this is the thread inside, which
	 * does that for itself; otherwise on the caller's thread, or on the work executor.
	 * What follows may wait for another step, and so is not for a thread that is inside
	 * for others, or in a handler's work.
	 */
	void later(Runnable task) {
		boolean inside = thread() == Thread.currentThread();
		boolean here = inside ? !this.left && !this.run.isInHandler() : isOnCallersThread();
		Executor executor = here ? Runnable::run : this::execute;
		executor.execute(task);
	}

	/**
	 * Does something before the driver goes on: behind the handler that is at work on
	 * this thread, if one is.
	 */
	void soon(Runnable task) {
		boolean here = this.run.isInHandler() && thread() == Thread.currentThread();
		Executor executor = here ? this::run : this::later;
		executor.execute(task);
	}

	/**
	 * Somebody has come to a barrier.
	 */
	void arrived(Barrier barrier, int count) {
		if (barrier.arrive(count)) {
			later(barrier.onOpen);
		}
	}

	/**
	 * Whether what the run does is done by the thread of a blocking caller.
	 */
	boolean isOnCaller() {
		return this.caller != null && !this.caller.isAway();
	}

	/**
	 * Whether this is the thread of a blocking caller, which cannot be given up.
	 */
	boolean isOnCallersThread() {
		return this.caller != null && this.caller.isOwner();
	}

	/**
	 * Runs a task on the caller's thread, or on the work executor if that does not wait.
	 */
	void execute(Runnable task) {
		WaitingCaller caller = this.caller;
		((caller != null && !caller.isAway()) ? caller : this.work).execute(task);
	}

	/**
	 * Wakes a blocking caller, so that it looks again.
	 */
	void wakeCaller() {
		if (this.caller != null) {
			this.caller.wakeUp();
		}
	}

	/**
	 * Works off tasks on the thread of a blocking caller, until something has come.
	 */
	void waitUntil(BooleanSupplier done) {
		if (this.caller != null) {
			this.caller.runUntil(done);
		}
	}

	@Nullable Thread thread() {
		return (boolean) INSIDE.getAcquire(this) ? this.thread : null;
	}

}

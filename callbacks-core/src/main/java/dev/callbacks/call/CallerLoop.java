// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The event loop of a blocking call: the thread that waits for the call runs the tasks
 * that other threads hand to it.
 * <p>
 * <b>Thread-safety</b>: {@link #execute} and {@link #wakeUp} may be called from any
 * thread, the other methods from the owner: the thread that created the loop, or the last
 * that called {@link #adopt()}. <b>Failure</b>: an interrupt does not end the wait; the
 * first runs the action set for it, and {@link #close()} restores it.
 */
final class CallerLoop implements WaitingCaller, AutoCloseable {

	/** The tasks of the runs of the calls. */
	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/**
	 * The tasks of their work, put off while a step of a run waits, which they may need.
	 */
	private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();

	/** The number of steps of runs that wait here, inside each other. The owner's. */
	private int steps;

	private volatile @Nullable Thread owner = Thread.currentThread();

	/** The body that the owner is in, around this loop. */
	private @Nullable BodyThread around = BodyThread.innermost();

	private Runnable onInterrupt = () -> {
	};

	private volatile boolean closed;

	private boolean interrupted;

	/** Whether the action has run for that. */
	private boolean heeded;

	/**
	 * Whether the interrupt was meant for the caller, and not for a body around this
	 * loop.
	 */
	private boolean callersInterrupt;

	/** The first exception of a task, on whichever thread it ran. */
	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	/** The executor for tasks while the owner is busy with other work. */
	private volatile @Nullable Executor elsewhere;

	/**
	 * Takes the loop over for the current thread.
	 */
	void adopt() {
		this.owner = Thread.currentThread();
		this.around = BodyThread.innermost();
	}

	/**
	 * Gives the loop up for another thread to {@link #adopt()}; tasks wait for that.
	 */
	void handOver() {
		this.owner = null;
	}

	@Override
	public boolean isOwner() {
		return this.owner == Thread.currentThread();
	}

	/**
	 * Leaves the loop for other work of the owner, such as the body of a run. Meanwhile
	 * tasks go to an executor, since the work may wait for them.
	 * @param elsewhere the executor
	 * @return the executor that was in use before, for {@link #comeBack}
	 */
	@Nullable Executor leave(Executor elsewhere) {
		Executor before = this.elsewhere;
		this.elsewhere = elsewhere;
		runTasks();
		return before;
	}

	/**
	 * Brings the owner back from other work, which began with {@link #leave}.
	 */
	void comeBack(@Nullable Executor before) {
		this.elsewhere = before;
	}

	@Override
	public boolean isAway() {
		return this.elsewhere != null;
	}

	/**
	 * Clears an interrupt, so that handlers run without it; {@link #close()} restores it.
	 * @return whether there was one, now or before and nobody has heeded it
	 */
	boolean takeInterrupt() {
		boolean taken = Thread.interrupted();
		if (taken) {
			rememberInterrupt();
		}
		return taken || isDue();
	}

	private boolean isDue() {
		return this.interrupted && !this.heeded;
	}

	/**
	 * Notes an interrupt whose flag other code has cleared, so that {@link #close()} sets
	 * it again. One that was meant for a body inside this loop is not noted.
	 */
	void rememberInterrupt() {
		if (BodyThread.isInterruptedInside(this.around)) {
			return;
		}
		this.interrupted = true;
		this.callersInterrupt |= !BodyThread.isInterruptedByRun();
	}

	/**
	 * Moves an interrupt that another loop of this thread has seen to this one.
	 * @param other the other loop, which forgets the interrupt
	 */
	void takeInterruptOf(CallerLoop other) {
		if (other.interrupted) {
			other.interrupted = false;
			this.interrupted = true;
			this.callersInterrupt |= other.callersInterrupt;
			this.heeded = false;
			heedInterrupt();
		}
	}

	/**
	 * Sets the action for an interrupt of the waiting thread, and runs it at once if
	 * there was one.
	 * @param action the action
	 */
	void onInterrupt(Runnable action) {
		this.onInterrupt = action;
		this.heeded = false;
		heedInterrupt();
	}

	/**
	 * Runs the action for an interrupt that was taken, unless it has run.
	 * @return whether it was run now
	 */
	boolean heedInterrupt() {
		boolean due = isDue();
		if (due) {
			this.heeded = true;
			run(this.onInterrupt);
		}
		return due;
	}

	/**
	 * Hands a task of a run to the owner. A closed loop has none, so it runs the task at
	 * once.
	 * @param task the task
	 */
	@Override
	public void execute(Runnable task) {
		execute(task, this.tasks);
	}

	/**
	 * Hands the owner something that belongs to the work of a call.
	 * @param task the task, which may need a run for more than a step of it
	 */
	void executeWork(Runnable task) {
		execute(task, this.work);
	}

	private void execute(Runnable task, Queue<Runnable> tasks) {
		tasks.add(task);
		Executor elsewhere = this.elsewhere;
		if (this.closed) {
			runTasks();
		}
		else if (elsewhere != null) {
			elsewhere.execute(this::runTasks);
		}
		wakeUp();
	}

	@Override
	public void wakeUp() {
		LockSupport.unpark(this.owner);
	}

	@Override
	public void runUntil(BooleanSupplier done) {
		this.steps++;
		try {
			runTasksUntil(done);
		}
		finally {
			this.steps--;
		}
	}

	private void runTasksUntil(BooleanSupplier done) {
		while (!done.getAsBoolean()) {
			Runnable task = next();
			if (task != null) {
				run(task);
				continue;
			}
			takeInterrupt();
			if (!heedInterrupt()) {
				sleepUnless(() -> done.getAsBoolean() || hasNext());
			}
		}
		if (isAway()) {
			// the body that the owner is in has waited here
			BodyThread.giveInterruptBack(false);
		}
	}

	private @Nullable Runnable next() {
		Runnable task = this.tasks.poll();
		return (task == null && mayWork()) ? this.work.poll() : task;
	}

	private boolean hasNext() {
		return !this.tasks.isEmpty() || (mayWork() && !this.work.isEmpty());
	}

	/**
	 * Whether this thread may do work of a call: not if it is the owner, and a step of a
	 * run waits here for a handler.
	 */
	boolean mayWork() {
		return !isOwner() || this.steps == 0;
	}

	/**
	 * Parks the thread unless there is something to do. A fork-join pool gets another
	 * thread for it meanwhile, since what the call waits for may need one of its threads.
	 */
	private void sleepUnless(BooleanSupplier busy) {
		try {
			ForkJoinPool.managedBlock(new ForkJoinPool.ManagedBlocker() {

				@Override
				public boolean isReleasable() {
					return busy.getAsBoolean();
				}

				@Override
				public boolean block() {
					LockSupport.park(CallerLoop.this);
					return true;
				}

			});
		}
		catch (InterruptedException | RejectedExecutionException ex) {
			// the pool has no more threads to lend
			LockSupport.park(this);
		}
	}

	/**
	 * Runs tasks until a future is complete.
	 * @param future the future
	 */
	void runUntilDone(CompletableFuture<?> future) {
		if (!future.isDone()) {
			Stages.whenDone(future, (value, error) -> wakeUp());
			runTasksUntil(future::isDone);
		}
	}

	/**
	 * Closes the loop and restores an interrupt that it has seen. A later task runs on
	 * the thread that hands it over.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.owner = null;
		try {
			runTasks();
		}
		finally {
			if (this.callersInterrupt) {
				BodyThread.callersInterruptIsRestored();
			}
			BodyThread.giveInterruptBack(this.interrupted);
		}
	}

	private void runTasks() {
		Runnable task = next();
		while (task != null) {
			run(task);
			task = next();
		}
		if (this.closed) {
			rethrowIfFatal();
		}
	}

	/**
	 * Throws a fatal error of a late task, which the owner does not wait for any more, on
	 * the thread that ran the task.
	 */
	private void rethrowIfFatal() {
		Throwable thrown = this.failure.getAndSet(null);
		if (thrown != null && Failures.isFatal(thrown)) {
			Failures.rethrow(thrown);
		}
	}

	/**
	 * Runs a task and keeps its exception, which must not end the wait of the owner.
	 */
	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			this.failure.compareAndSet(null, ex);
		}
	}

	/**
	 * Throws the exception of a task, once the wait is over.
	 */
	void rethrow() {
		Failures.rethrow(this.failure.getAndSet(null));
	}

}

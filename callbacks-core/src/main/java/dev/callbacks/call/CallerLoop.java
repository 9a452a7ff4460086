// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The event loop of a blocking call: the thread that waits for the call works off what
 * others hand to it.
 * <p>
 * <b>Thread-safety</b>: {@link #execute} and {@link #wakeUp} may be called from any
 * thread, all else from the thread that owns the loop: the one that created it, or the
 * last that called {@link #adopt()}. <b>Failure</b>: an interrupt does not end the wait;
 * it runs the action set for it, once, and is restored by {@link #close()}.
 *
 * @since 0.1.0
 */
public final class CallerLoop implements Executor, AutoCloseable {

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private volatile @Nullable Thread owner = Thread.currentThread();

	private Runnable onInterrupt = () -> {
	};

	private volatile boolean closed;

	private boolean interrupted;

	/** Whether that was meant for the caller, and not for a body around this loop. */
	private boolean callersInterrupt;

	/** The first thing that a task threw. The owner's. */
	private @Nullable Throwable failure;

	/** Who works off tasks while the owner is busy with something else. */
	private volatile @Nullable Executor elsewhere;

	/**
	 * Makes the current thread the owner of the loop.
	 */
	public void adopt() {
		this.owner = Thread.currentThread();
	}

	/**
	 * Gives the loop up for another thread to {@link #adopt()}. What is handed to it
	 * meanwhile waits for that thread.
	 */
	void handOver() {
		this.owner = null;
	}

	/**
	 * Whether the current thread owns the loop.
	 * @return whether it does
	 */
	public boolean isOwner() {
		return this.owner == Thread.currentThread();
	}

	/**
	 * Lets the owner turn to other work, such as the body of a run. What is handed to the
	 * loop meanwhile goes to another executor, since the work may wait for it.
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
	 * Ends what {@link #leave} began.
	 */
	void comeBack(@Nullable Executor before) {
		this.elsewhere = before;
	}

	/**
	 * Whether the owner has left the loop for a while.
	 * @return whether it has
	 */
	public boolean isAway() {
		return this.elsewhere != null;
	}

	/**
	 * Takes an interrupt that came while the owner was away, so that handlers run without
	 * it. It is restored by {@link #close()}.
	 * @return whether there was one
	 */
	public boolean takeInterrupt() {
		boolean taken = Thread.interrupted();
		if (taken) {
			rememberInterrupt();
		}
		return taken;
	}

	/**
	 * Makes {@link #close()} interrupt the owner, whose interrupt was taken by somebody
	 * else.
	 */
	public void rememberInterrupt() {
		this.interrupted = true;
		this.callersInterrupt |= !BodyThread.isInterruptedByRun();
	}

	/**
	 * Takes an interrupt that another loop of this thread has seen, as if this one had.
	 * @param other the other loop, which forgets it
	 */
	void takeInterruptOf(CallerLoop other) {
		if (other.interrupted) {
			other.interrupted = false;
			this.interrupted = true;
			this.callersInterrupt |= other.callersInterrupt;
			run(this.onInterrupt);
		}
	}

	/**
	 * Sets what an interrupt of the waiting thread does. If one came already, it does so
	 * at once.
	 * @param action the action
	 */
	public void onInterrupt(Runnable action) {
		this.onInterrupt = action;
		if (this.interrupted) {
			run(action);
		}
	}

	/**
	 * Hands a task to the owner. After the loop was closed it is run at once, since then
	 * nobody waits.
	 * @param task the task
	 */
	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		Executor elsewhere = this.elsewhere;
		if (this.closed) {
			runTasks();
		}
		else if (elsewhere != null) {
			elsewhere.execute(this::runTasks);
		}
		wakeUp();
	}

	/**
	 * Makes the owner look again whether what it waits for has come.
	 */
	public void wakeUp() {
		LockSupport.unpark(this.owner);
	}

	/**
	 * Works off tasks until something has come.
	 * @param done whether it has; whoever makes it so calls {@link #wakeUp()}
	 */
	public void runUntil(BooleanSupplier done) {
		while (!done.getAsBoolean()) {
			Runnable task = this.tasks.poll();
			if (task != null) {
				run(task);
				continue;
			}
			boolean before = this.interrupted;
			if (takeInterrupt() && !before) {
				run(this.onInterrupt);
				continue;
			}
			LockSupport.park(this);
		}
	}

	/**
	 * Works off tasks until a future is complete.
	 * @param future the future
	 */
	public void runUntilDone(CompletableFuture<?> future) {
		if (!future.isDone()) {
			future.whenComplete((value, error) -> wakeUp());
			runUntil(future::isDone);
		}
	}

	/**
	 * Ends the loop: what is still handed to it runs on the thread that hands it over. An
	 * interrupt that came meanwhile is restored.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.owner = null;
		runTasks();
		if (this.callersInterrupt) {
			BodyThread.callersInterruptIsBack();
		}
		BodyThread.giveInterruptBack(this.interrupted);
	}

	private void runTasks() {
		Runnable task = this.tasks.poll();
		while (task != null) {
			run(task);
			task = this.tasks.poll();
		}
	}

	/**
	 * Runs a task. What it throws must not keep the owner from what it waits for.
	 */
	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			this.failure = (this.failure != null) ? this.failure : ex;
		}
	}

	/**
	 * Throws what a task has thrown, when what the owner waited for has come.
	 */
	void rethrow() {
		Throwable thrown = this.failure;
		this.failure = null;
		RunFutures.rethrow(thrown);
	}

}

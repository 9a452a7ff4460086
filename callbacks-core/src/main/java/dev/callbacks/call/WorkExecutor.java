// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import dev.callbacks.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * The work executor. It runs each task at once, whatever its threads are, counts the
 * tasks that are at work, and bounds the root calls that hold one of its threads.
 * <p>
 * <b>The bound</b> is on root calls alone: a task is never refused, since it may belong
 * to a run that others wait for. A call holds its thread until its run ends. The code of
 * a run that ended early may stay on its thread for longer; so no root call is admitted
 * either while twice as many tasks are at work, or 64 if that is more: some tasks are
 * always about to end.
 * <p>
 * <b>Thread-safety</b>: all methods may be called from any thread.
 *
 * @since 0.1.0
 */
public final class WorkExecutor implements Executor {

	/** The number of root calls that may hold a thread, unless it is set. */
	public static final int DEFAULT_LIMIT = 1024;

	private static final long FEW = 64;

	private final Executor executor;

	private final int limit;

	private final LongAdder active = new LongAdder();

	/** The number of root calls that hold a thread, or are about to. */
	private final AtomicInteger held = new AtomicInteger();

	/** The runs of the root calls that hold a thread. */
	private final Set<UUID> holders = ConcurrentHashMap.newKeySet();

	/**
	 * Creates an executor.
	 * @param executor the executor that runs the tasks
	 * @param limit the number of root calls that may hold a thread, at least one
	 */
	public WorkExecutor(Executor executor, int limit) {
		this.executor = executor;
		this.limit = InvalidRequestException.atLeastOne(limit, "The limit of the work executor");
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(() -> {
			this.active.increment();
			try {
				task.run();
			}
			finally {
				this.active.decrement();
			}
		});
	}

	/**
	 * Admits a root call that is going to hold a thread, until it leaves.
	 * @param run the id of the run of the call
	 * @return the refusal, or {@code null} if the call is admitted
	 */
	public @Nullable WorkLimitException admit(UUID run) {
		int before = this.held.getAndUpdate((held) -> Math.min(held + 1, this.limit));
		if (before == this.limit) {
			return refusal(run);
		}
		if (active() >= Math.max(2L * this.limit, FEW)) {
			this.held.decrementAndGet();
			return refusal(run);
		}
		if (!this.holders.add(run)) {
			// the id is that of another run, whose thread counts for both
			this.held.decrementAndGet();
		}
		return null;
	}

	private WorkLimitException refusal(UUID run) {
		return new WorkLimitException("Run " + run + " was refused before it started: it needs a thread of the"
				+ " work executor, and " + this.limit + " root calls may hold one");
	}

	/**
	 * Frees the thread of a run that has ended, if it held one.
	 * @param run the id of the run
	 */
	public void leave(UUID run) {
		if (!this.holders.isEmpty() && this.holders.remove(run)) {
			this.held.decrementAndGet();
		}
	}

	/**
	 * Returns the number of tasks that are run now.
	 * @return the number
	 */
	public int active() {
		return this.active.intValue();
	}

	/**
	 * Returns the number of threads of the executor. Unless it is a pool, it counts as
	 * one with a thread for each task.
	 * @return the number
	 */
	public int size() {
		return (this.executor instanceof ThreadPoolExecutor pool) ? pool.getPoolSize() : active();
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import dev.callbacks.call.Failures;

/**
 * The common ground of all runs of a dispatcher: its settings, its threads, and whether
 * it still delivers.
 */
final class Engine {

	final DispatchOptions options;

	final Workers workers;

	final ScheduledExecutorService timer = EngineThreads.forTimes();

	/** Runs a task on the work executor, or on a thread of its own if that takes none. */
	final Executor work = this::work;

	/** Threads that no executor of others has to give. */
	final Executor spare = EngineThreads.pool("callbacks-spare-");

	/** Whether a stop waits for what handlers were to get, or did so last. */
	volatile boolean draining;

	/** Whether events are dropped, at the end of a drain. */
	volatile boolean discarding;

	Engine(DispatchOptions options) {
		this.options = options;
		this.workers = new Workers(options.executor(), options.workers(), options.resize());
	}

	/**
	 * Runs a task even if the executor does not: it belongs to a run and must not be
	 * lost. Nor is it done by those who offer it, if there is a thread to be had: they
	 * may be the watchdog, or a handler's. What it throws here is not for them.
	 */
	private void work(Runnable task) {
		Thread offering = Thread.currentThread();
		Runnable offered = () -> {
			if (Thread.currentThread() == offering) {
				Failures.contain(() -> Fatal.door(task));
			}
			else {
				Fatal.door(task);
			}
		};
		if (!ForeignCode.execute(this.options.work(), offered) && !ForeignCode.execute(this.spare, offered)) {
			offered.run();
		}
	}

}

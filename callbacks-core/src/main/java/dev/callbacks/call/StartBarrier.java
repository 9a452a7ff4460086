// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.CompletableFuture;

import dev.callbacks.DrivenRun;
import org.jspecify.annotations.Nullable;

/**
 * The barrier between the start of a run and its work. The work begins at once if the
 * start is finished, else on the thread that completes its stage, in the caller's
 * context.
 */
final class StartBarrier {

	private final Runnable here;

	private final Runnable elsewhere;

	private final Caller caller;

	/**
	 * The thread that opened the barrier, while it is in {@link #then}; it has the
	 * caller's context.
	 */
	private volatile @Nullable Thread opening = Thread.currentThread();

	private StartBarrier(RunOpener opener, Caller caller, Runnable task) {
		this.here = task;
		this.elsewhere = opener.withCallersContext(task);
		this.caller = caller;
	}

	/**
	 * Runs a task when the start of a run is finished, unless the start fails.
	 */
	static void then(DrivenRun run, RunOpener opener, Caller caller, Runnable task) {
		CompletableFuture<?> started = run.started().toCompletableFuture();
		if (started.isDone()) {
			if (!started.isCompletedExceptionally()) {
				task.run();
			}
			return;
		}
		StartBarrier barrier = new StartBarrier(opener, caller, task);
		Stages.whenDone(started, (done, failure) -> {
			if (failure == null) {
				barrier.proceed();
			}
		});
		barrier.opening = null;
	}

	private void proceed() {
		if (this.caller.putsOff(this::proceed)) {
			return;
		}
		boolean isHere = Thread.currentThread() == this.opening || this.caller.isThisThread();
		(isHere ? this.here : this.elsewhere).run();
	}

}

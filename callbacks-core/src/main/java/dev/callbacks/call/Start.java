// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.CompletableFuture;

import dev.callbacks.DrivenRun;
import org.jspecify.annotations.Nullable;

/**
 * The wait for the start of a run. It goes on at once if the start is finished, or else
 * on whichever thread finishes it, in the context of the thread that waited.
 */
final class Start {

	private final Runnable here;

	private final Runnable elsewhere;

	private final Caller caller;

	/**
	 * The thread that waits. One that comes back to this later carries its context no
	 * more.
	 */
	private volatile @Nullable Thread starting = Thread.currentThread();

	private Start(RunOpener opener, Caller caller, Runnable task) {
		this.here = task;
		this.elsewhere = opener.withCallersContext(task);
		this.caller = caller;
	}

	/**
	 * Does something when the start of a run is finished, unless it fails.
	 */
	static void then(DrivenRun run, RunOpener opener, Caller caller, Runnable task) {
		CompletableFuture<?> started = run.started().toCompletableFuture();
		if (started.isDone()) {
			if (!started.isCompletedExceptionally()) {
				task.run();
			}
			return;
		}
		Start start = new Start(opener, caller, task);
		started.whenComplete((done, failure) -> {
			if (failure == null) {
				start.goOn();
			}
		});
		start.starting = null;
	}

	private void goOn() {
		boolean isHere = Thread.currentThread() == this.starting || this.caller.isThisThread();
		(isHere ? this.here : this.elsewhere).run();
	}

}

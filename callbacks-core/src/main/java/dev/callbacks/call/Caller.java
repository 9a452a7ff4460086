// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import reactor.core.scheduler.Schedulers;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The caller of a call: a thread that waits for it, a subscriber of Reactor's, or
 * somebody who does neither. What a call makes on its way it makes for the same caller.
 *
 * @param loop the loop of the thread that waits, or {@code null}
 * @param context the context of the subscriber
 * @since 0.1.0
 */
public record Caller(@Nullable CallerLoop loop, Context context) {

	/** Somebody who neither waits nor subscribes. */
	public static final Caller NOBODY = new Caller(null, Context.empty());

	/**
	 * Creates a caller that waits on its own thread.
	 * @param loop the loop that its thread works off
	 * @return the caller
	 */
	public static Caller waiting(CallerLoop loop) {
		return new Caller(loop, Context.empty());
	}

	/**
	 * Creates a caller that subscribes.
	 * @param context its context
	 * @return the caller
	 */
	public static Caller subscribing(ContextView context) {
		return context.isEmpty() ? NOBODY : new Caller(null, Context.of(context));
	}

	/**
	 * Creates this caller waiting on another thread, or on none.
	 * @param loop the loop of the other thread, or {@code null}
	 * @return the caller
	 */
	Caller on(@Nullable CallerLoop loop) {
		return new Caller(loop, this.context);
	}

	/**
	 * Creates this caller for what a run calls, whose context tells of the run.
	 */
	Caller inside(Run run) {
		return this.context.isEmpty() ? this : new Caller(this.loop, this.context.put(CurrentRun.KEY, run));
	}

	/**
	 * Goes on with a call: on the thread that waits, if one does.
	 * @param here what is done on that thread
	 * @param elsewhere what is done on this thread, if nobody waits
	 */
	public void run(Runnable here, Runnable elsewhere) {
		if (this.loop == null) {
			elsewhere.run();
		}
		else if (this.loop.isOwner()) {
			here.run();
		}
		else {
			this.loop.execute(here);
		}
	}

	/**
	 * Whether the current thread is the one that waits.
	 */
	boolean isThisThread() {
		return this.loop != null && this.loop.isOwner();
	}

	/**
	 * Waits for a stage on this thread, unless a loop does that already, or the thread
	 * must not block or is interrupted.
	 * @return whether the stage is complete
	 */
	boolean awaitHere(CompletionStage<?> stage) {
		CompletableFuture<?> future = stage.toCompletableFuture();
		if (this.loop == null && !future.isDone() && !Schedulers.isInNonBlockingThread()) {
			try {
				// lets a fork-join pool make up for this thread
				future.get();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (ExecutionException | CancellationException ex) {
				// told to whoever looks at the stage
			}
		}
		return future.isDone();
	}

	/**
	 * Takes an interrupt that came while this thread, which waits, was in the work, so
	 * that handlers run without it. It is restored when the call returns.
	 * @return whether there was one
	 */
	boolean takeInterrupt() {
		return this.loop != null && this.loop.isOwner() && this.loop.takeInterrupt();
	}

	/**
	 * Whether work failed since its thread was interrupted. If that is this thread, which
	 * waits, it gets back the flag that somebody took from it.
	 */
	boolean isInterrupt(Throwable failure) {
		boolean isInterrupt = RunFutures.isInterrupt(failure);
		if (isInterrupt && this.loop != null && this.loop.isOwner()) {
			this.loop.rememberInterrupt();
		}
		return isInterrupt;
	}

	/**
	 * Whether a thread waits for the call.
	 * @return whether one does
	 */
	public boolean isWaiting() {
		return this.loop != null;
	}

}

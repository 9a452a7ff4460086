// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

import dev.callbacks.DrivenRun;
import dev.callbacks.RunCancelledException;
import dev.callbacks.call.Failures;
import dev.callbacks.call.Stages;
import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Lets a model's thread wait for handlers.
 */
final class Waiting {

	/** Whether this thread is ending a run, so that nothing may wait for it. */
	private static final ThreadLocal<Boolean> ENDING = new ThreadLocal<>();

	private Waiting() {
	}

	/**
	 * Runs a task on the thread that ends a run. Nothing waits meanwhile: a run above
	 * ends after this one, which ends when this method has returned.
	 */
	static void whileEnding(Runnable tell) {
		Boolean before = ENDING.get();
		ENDING.set(true);
		try {
			tell.run();
		}
		finally {
			if (before == null) {
				ENDING.remove();
			}
		}
	}

	/**
	 * Waits until a stage is complete, unless this thread must not wait.
	 * @return what it failed with, or {@code null}
	 */
	static @Nullable Throwable until(CompletionStage<?> stage) {
		CompletableFuture<?> future = stage.toCompletableFuture();
		if (!future.isDone()) {
			if (ENDING.get() != null || Schedulers.isInNonBlockingThread()) {
				return null;
			}
			block(future);
		}
		return future.isCompletedExceptionally() ? Failures.unwrap(Stages.failureOf(future)) : null;
	}

	/**
	 * Ends a run with what went wrong, without what futures wrap around it, and waits
	 * until handlers were told.
	 */
	static void untilFailed(DrivenRun run, Throwable error) {
		Throwable failure = Objects.requireNonNullElse(Failures.unwrap(error), error);
		EndReason reason = (ENDING.get() != null && failure instanceof RunCancelledException below) ? below.reason()
				: EndReason.FAILED;
		until(run.error(failure, reason));
	}

	/**
	 * Waits. A future tells a pool whose thread this is, so that it can make up for it.
	 */
	private static void block(CompletableFuture<?> future) {
		try {
			try {
				future.get();
			}
			catch (RejectedExecutionException ex) {
				// the pool has no more threads to lend
				CountDownLatch done = new CountDownLatch(1);
				Stages.whenDone(future, (value, failure) -> done.countDown());
				done.await();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Throwable failure) {
			// asked for afterwards; here it may be one whose text cannot be read
		}
	}

}

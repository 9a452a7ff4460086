// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.event.EndReason;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;

/**
 * Utilities for the futures of calls and of their runs.
 */
final class RunFutures {

	private RunFutures() {
	}

	/**
	 * Closes a run for a cancelled subscription, which must not throw: a fatal error goes
	 * to the thread's uncaught exception handler.
	 * @param run the run
	 */
	static void close(Run run) {
		Failures.contain(() -> run.cancel(EndReason.CLOSED));
	}

	/**
	 * Appends a token, and returns a fatal error of a handler as the failure of the
	 * stage: the run has ended with it, and the caller learns of it.
	 * @param run the run
	 * @param chunk the token
	 * @return a stage that is complete when there is room for the next token, and that
	 * fails if the run is over
	 */
	static CompletionStage<?> token(DrivenRun run, ChatChunk chunk) {
		try {
			return run.token(chunk);
		}
		catch (Throwable fatal) {
			return CompletableFuture.failedFuture(fatal);
		}
	}

	/**
	 * Completes a future with the caller's run current, the parent of dependent stages.
	 * @param <T> the type of the value
	 * @param future the future
	 * @param callersRun the run that was current when the call was made, or {@code null}
	 * @param value the value, unless there is a failure
	 * @param failure the failure, or {@code null}
	 */
	static <T extends @Nullable Object> void complete(CompletableFuture<T> future, @Nullable Run callersRun,
			@Nullable T value, @Nullable Throwable failure) {
		Run before = CurrentRun.set(callersRun);
		try {
			if (failure != null) {
				future.completeExceptionally(failure);
			}
			else {
				future.complete(value);
			}
		}
		finally {
			CurrentRun.set(before);
		}
	}

	/**
	 * Returns the reason of ending a run whose future was completed from outside.
	 * @param failure the failure of the future, or {@code null}
	 * @return the reason
	 */
	static EndReason reasonOf(@Nullable Throwable failure) {
		return (failure instanceof TimeoutException) ? EndReason.TIMED_OUT : EndReason.CANCELLED;
	}

	/**
	 * Returns the value of a completed future, or throws its failure: a checked exception
	 * as the cause of a {@link CallFailedException}.
	 * @param <T> the type of the value
	 * @param future the future
	 * @return the value
	 */
	static <T extends @Nullable Object> T get(CompletableFuture<T> future) {
		if (future.isCompletedExceptionally()) {
			throw Failures.unchecked(Objects.requireNonNull(Failures.unwrap(Stages.failureOf(future))));
		}
		return future.join();
	}

}

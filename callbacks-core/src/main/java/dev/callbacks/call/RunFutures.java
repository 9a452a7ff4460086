// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import dev.callbacks.CallFailedException;
import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.event.EndReason;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What all calls do with their futures. For objects whose calls are runs.
 *
 * @since 0.1.0
 */
public final class RunFutures {

	/** Causes may go round in a circle. */
	private static final int MAX_CAUSES = 16;

	private RunFutures() {
	}

	/**
	 * A failure without what futures wrap around it.
	 * @param failure the failure, or {@code null}
	 * @return what went wrong, or {@code null}
	 */
	public static @Nullable Throwable unwrap(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * Whether what foreign code threw is thrown on once the books are in order.
	 * @param failure what it threw
	 * @return whether it is an error of the virtual machine other than an overflow of the
	 * stack
	 */
	public static boolean isFatal(Throwable failure) {
		return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
	}

	/**
	 * Whether a failure says that the thread that failed was interrupted. What comes from
	 * another thread does not.
	 * @param failure the failure
	 * @return whether an interrupt is its cause
	 */
	static boolean isInterrupt(Throwable failure) {
		try {
			Throwable cause = failure;
			for (int depth = 0; depth < MAX_CAUSES && cause != null; depth++) {
				if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
					return true;
				}
				cause = (cause instanceof ExecutionException || cause instanceof CompletionException) ? null
						: cause.getCause();
			}
		}
		catch (Throwable ex) {
			// a cause that cannot be read says nothing
		}
		return false;
	}

	/**
	 * Throws what was kept while the books were put in order.
	 * @param thrown an unchecked exception, an error, or {@code null}
	 */
	public static void rethrow(@Nullable Throwable thrown) {
		if (thrown instanceof Error error) {
			throw error;
		}
		if (thrown instanceof RuntimeException exception) {
			throw exception;
		}
	}

	/**
	 * Closes a run for a subscription that is cancelled, which must not throw: what is
	 * fatal is shown to the handler of the thread for what nobody catches.
	 * @param run the run
	 */
	public static void close(Run run) {
		try {
			run.cancel(EndReason.CLOSED);
		}
		catch (VirtualMachineError fatal) {
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, fatal);
		}
	}

	/**
	 * Logs what foreign code threw, unless it is fatal: then it is thrown on. It may not
	 * even let itself be logged.
	 * @param logger the logger
	 * @param message what failed
	 * @param failure what it threw
	 */
	public static void isolate(Logger logger, String message, Throwable failure) {
		throwIfFatal(failure);
		try {
			logger.warn(message, failure);
		}
		catch (Throwable ex) {
			throwIfFatal(ex);
		}
	}

	private static void throwIfFatal(Throwable failure) {
		if (isFatal(failure)) {
			throw (VirtualMachineError) failure;
		}
	}

	/**
	 * Appends a token, and takes what a handler threw that is fatal as a failure: the run
	 * has ended with it, so that whoever waits is told.
	 * @param run the run
	 * @param chunk the token
	 * @return when there is room for the next; fails if the run is over
	 */
	public static CompletionStage<?> token(DrivenRun run, ChatChunk chunk) {
		try {
			return run.token(chunk);
		}
		catch (Throwable fatal) {
			return CompletableFuture.failedFuture(fatal);
		}
	}

	/**
	 * Completes a future with the caller's run current, so that what hangs on it finds
	 * its parent.
	 * @param <T> what the future holds
	 * @param future the future
	 * @param callersRun the run that was current when the call was made, or {@code null}
	 * @param value its value, unless there is a failure
	 * @param failure its failure, or {@code null}
	 */
	public static <T extends @Nullable Object> void complete(CompletableFuture<T> future, @Nullable Run callersRun,
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
	 * Returns what a future was completed with that is complete, as it is.
	 * @param future the future
	 * @return its failure, or {@code null} if it has none
	 */
	static @Nullable Throwable failureOf(CompletableFuture<?> future) {
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		future.whenComplete((value, ex) -> failure.set(ex));
		return failure.get();
	}

	/**
	 * Why a run ends whose future was completed by somebody else.
	 * @param failure what it was completed with, or {@code null}
	 * @return the reason
	 */
	public static EndReason reasonOf(@Nullable Throwable failure) {
		return (failure instanceof TimeoutException) ? EndReason.TIMED_OUT : EndReason.CANCELLED;
	}

	/**
	 * The value of a future that is complete. What it failed with is thrown as it is; a
	 * checked exception as the cause of a {@link CallFailedException}.
	 * @param <T> what the future holds
	 * @param future the future
	 * @return the value
	 */
	public static <T extends @Nullable Object> T get(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CancellationException ex) {
			throw ex;
		}
		catch (CompletionException ex) {
			Throwable failure = unwrap(ex);
			if (failure instanceof RuntimeException exception) {
				throw exception;
			}
			if (failure instanceof Error error) {
				throw error;
			}
			throw new CallFailedException((failure != null) ? failure : ex);
		}
	}

}

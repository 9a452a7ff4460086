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
 * Utilities for the futures, failures and interrupts of calls.
 *
 * @since 0.1.0
 */
public final class RunFutures {

	/** The longest chain of causes that is read, since causes may form a circle. */
	private static final int MAX_CAUSES = 16;

	private RunFutures() {
	}

	/**
	 * Returns a failure without the exception that a future wraps around it.
	 * @param failure the failure, or {@code null}
	 * @return the cause or the failure itself, or {@code null}
	 */
	public static @Nullable Throwable unwrap(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * Whether a failure of foreign code has to be thrown on, once all state is
	 * consistent: an error of the virtual machine other than an overflow of the stack.
	 * @param failure the failure
	 * @return whether it has to be
	 */
	public static boolean isFatal(Throwable failure) {
		return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
	}

	/**
	 * Whether a failure has an interrupt of its own thread as a cause. The failure of
	 * another thread, as a future reports it, has not.
	 * @param failure the failure
	 * @return whether it has
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
			// a getCause() that throws tells nothing
		}
		return false;
	}

	/**
	 * Throws an exception that was kept while state was made consistent.
	 * @param thrown an unchecked exception, an error, or {@code null} for none
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
	 * Closes a run for a cancelled subscription, which must not throw: a fatal error goes
	 * to the thread's uncaught exception handler.
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
	 * Logs a failure of foreign code, or throws it on if it is fatal. A failure that
	 * cannot be logged is ignored.
	 * @param logger the logger
	 * @param message the message
	 * @param failure the failure
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
	 * Appends a token, and returns a fatal error of a handler as the failure of the
	 * stage: the run has ended with it, and the caller learns of it.
	 * @param run the run
	 * @param chunk the token
	 * @return a stage that is complete when there is room for the next token, and that
	 * fails if the run is over
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
	 * Completes a future with the caller's run current, the parent of dependent stages.
	 * @param <T> the type of the value
	 * @param future the future
	 * @param callersRun the run that was current when the call was made, or {@code null}
	 * @param value the value, unless there is a failure
	 * @param failure the failure, or {@code null}
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
	 * Returns the failure of a completed future, not wrapped.
	 * @param future the future
	 * @return the failure, or {@code null} if there is none
	 */
	static @Nullable Throwable failureOf(CompletableFuture<?> future) {
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		future.whenComplete((value, ex) -> failure.set(ex));
		return failure.get();
	}

	/**
	 * Returns the reason of ending a run whose future was completed from outside.
	 * @param failure the failure of the future, or {@code null}
	 * @return the reason
	 */
	public static EndReason reasonOf(@Nullable Throwable failure) {
		return (failure instanceof TimeoutException) ? EndReason.TIMED_OUT : EndReason.CANCELLED;
	}

	/**
	 * Returns the value of a completed future, or throws its failure: a checked exception
	 * as the cause of a {@link CallFailedException}.
	 * @param <T> the type of the value
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

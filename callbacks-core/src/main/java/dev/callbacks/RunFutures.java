// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import dev.callbacks.event.EndReason;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import reactor.core.scheduler.Schedulers;

/**
 * What all calls do with their futures. For objects whose calls are runs.
 *
 * @since 0.1.0
 */
public final class RunFutures {

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
	 * The failure of a future that is complete, with the wrappers that it was completed
	 * with and no other.
	 * @param future the future
	 * @return the failure, or {@code null} if it has none
	 */
	public static @Nullable Throwable failure(CompletableFuture<?> future) {
		return future.<@Nullable Throwable>handle((value, failure) -> failure).join();
	}

	/**
	 * Waits for a stage on this thread, unless the thread must not block or is
	 * interrupted: then whoever completes the stage goes on.
	 * @param stage the stage
	 */
	public static void awaitHere(CompletionStage<?> stage) {
		CompletableFuture<?> future = stage.toCompletableFuture();
		if (future.isDone() || Schedulers.isInNonBlockingThread()) {
			return;
		}
		try {
			// lets a fork-join pool make up for this thread
			future.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | CancellationException ex) {
			// is told to whoever looks at the stage
		}
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
	public static CompletionStage<?> token(Run run, ChatChunk chunk) {
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

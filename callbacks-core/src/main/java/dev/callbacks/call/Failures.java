// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.callbacks.CallFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import reactor.core.publisher.Flux;

/**
 * Utilities for failures of foreign code.
 *
 * @since 0.1.0
 */
public final class Failures {

	/** The longest chain of causes that is read, since causes may form a circle. */
	private static final int MAX_CAUSES = 16;

	/**
	 * An exception that is thrown again and again does not keep all that came with it.
	 */
	private static final int MAX_SUPPRESSED = 100;

	private Failures() {
	}

	/**
	 * Returns a failure without the exception that a future wraps around it.
	 * @param failure the failure, or {@code null}
	 * @return the cause or the failure itself, or {@code null}
	 */
	public static @Nullable Throwable unwrap(@Nullable Throwable failure) {
		try {
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : null;
			return (cause != null) ? cause : failure;
		}
		catch (Throwable ex) {
			// a getCause() that throws tells nothing
			return failure;
		}
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
	public static boolean isInterrupt(Throwable failure) {
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
	 * Suppresses a failure in the one that is shown, unless that has it, or has a hundred
	 * already.
	 * @param shown the failure that is shown
	 * @param other the other failure
	 */
	public static void suppress(Throwable shown, Throwable other) {
		Throwable[] known = shown.getSuppressed();
		if (other != shown && known.length < MAX_SUPPRESSED
				&& Arrays.stream(known).noneMatch((suppressed) -> suppressed == other)) {
			shown.addSuppressed(other);
		}
	}

	/**
	 * Runs a task on a thread of somebody who has nothing to do with it. What it throws
	 * goes to the thread's handler of uncaught exceptions, as on a thread of its own.
	 * @param task the task
	 */
	public static void contain(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable failure) {
			uncaught(Thread.currentThread(), failure);
		}
	}

	private static void uncaught(Thread thread, Throwable failure) {
		try {
			thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
		}
		catch (Throwable ex) {
			// as the virtual machine does
		}
	}

	/**
	 * Does something with each of several objects, whatever it throws for one of them.
	 * The first exception is thrown behind the last object.
	 */
	static <T> void forEach(Iterable<? extends T> objects, Consumer<? super T> action) {
		Throwable thrown = null;
		for (T object : objects) {
			thrown = attempt(thrown, () -> action.accept(object));
		}
		rethrow(thrown);
	}

	/**
	 * Does something that is not to keep others from what they do.
	 * @param before what one of these has thrown, or {@code null}
	 * @return the same, or else what this throws, or {@code null}
	 */
	static @Nullable Throwable attempt(@Nullable Throwable before, Runnable task) {
		try {
			task.run();
			return before;
		}
		catch (Throwable ex) {
			return (before != null) ? before : ex;
		}
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
	 * Creates a stream inside of an operator. What that throws is the end of the stream:
	 * Reactor does not pass on all that an operator throws.
	 * @param <T> the type of the items
	 * @param stream creates the stream
	 * @return the stream, or one that fails
	 */
	public static <T> Flux<T> asEnd(Supplier<? extends Flux<T>> stream) {
		try {
			return stream.get();
		}
		catch (Throwable ex) {
			// hidden, or operators would have it thrown
			return Flux.<T>error(ex).hide();
		}
	}

	/**
	 * Returns a failure as an exception that a method without checked ones may throw, or
	 * throws it if it is an error.
	 * @param failure the failure
	 * @return the failure itself, or a {@link CallFailedException} because of it
	 */
	public static RuntimeException unchecked(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof RuntimeException exception) ? exception : new CallFailedException(failure);
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

	/**
	 * Throws a failure on if it is fatal.
	 * @param failure the failure
	 */
	public static void throwIfFatal(Throwable failure) {
		if (isFatal(failure)) {
			throw (VirtualMachineError) failure;
		}
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.callbacks.call.Failures;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.EventMethod;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one boundary to code that is not ours: handlers, their stages, listeners,
 * executors, accessors, hooks, views, the logging backend. Whatever it throws comes back
 * as a value or is logged; a fatal error is kept as {@link Fatal} says. Nothing here
 * throws.
 */
final class ForeignCode {

	/** The result of a call that is done. */
	static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

	/** The engine has one logger, that of the type that users know. */
	static final String LOGGER = "dev.callbacks.dispatch.CallbackDispatcher";

	private static final Logger logger = LoggerFactory.getLogger(LOGGER);

	private static volatile String lastFailedAccessor = "";

	private ForeignCode() {
	}

	/**
	 * Calls a method of a handler.
	 * @return {@link #DONE}, a stage that has failed, or a stage to wait for
	 */
	static CompletionStage<?> call(EventMethod method, CallbackEvent event) {
		try {
			CompletionStage<?> stage = method.call(event);
			return (stage == null || hasSucceeded(stage)) ? DONE : stage;
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
			return CompletableFuture.failedFuture(failure);
		}
	}

	private static boolean hasSucceeded(CompletionStage<?> stage) {
		try {
			return stage instanceof CompletableFuture<?> future && future.isDone()
					&& !future.isCompletedExceptionally();
		}
		catch (UnsupportedOperationException ex) {
			// a stage of the JDK that may only be waited for
			return false;
		}
	}

	/**
	 * Why a stage has failed, or {@code null} if it has not, or not yet, or does not say.
	 */
	static @Nullable Throwable failure(CompletionStage<?> stage) {
		try {
			if (stage instanceof CompletableFuture<?> future && future.isCompletedExceptionally()) {
				future.getNow(null);
			}
			return null;
		}
		catch (UnsupportedOperationException ex) {
			return null;
		}
		catch (Throwable failure) {
			return Failures.unwrap(failure);
		}
	}

	/**
	 * Calls back when a stage is complete, with its failure if it has one.
	 */
	static void whenComplete(CompletionStage<?> stage, Consumer<@Nullable Throwable> callback) {
		try {
			stage.whenComplete((value, failure) -> callback.accept(Failures.unwrap(failure)));
		}
		catch (Throwable failure) {
			callback.accept(failure);
		}
	}

	/**
	 * Does something, and logs what it throws.
	 * @param failed says in the log that it failed
	 */
	static void run(String failed, Runnable task) {
		try {
			task.run();
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
			logFailure(failed, failure);
		}
	}

	/**
	 * Gets something, or something else if that throws.
	 * @param failed says in the log that it failed
	 */
	static <T extends @Nullable Object> T get(String failed, Supplier<? extends T> supplier, T otherwise) {
		try {
			return supplier.get();
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
			logFailure(failed, failure);
			return otherwise;
		}
	}

	/**
	 * Offers a task to an executor. One that throws has refused the task, whatever it
	 * throws: it is for the caller to offer it again.
	 * @return whether it took the task
	 */
	static boolean execute(Executor executor, Runnable task) {
		try {
			executor.execute(task);
			return true;
		}
		catch (Throwable refusal) {
			return false;
		}
	}

	/**
	 * The value of this thread, or {@code null}; a map without entries, such as a logging
	 * context that was used and emptied, is no value.
	 */
	static @Nullable Object valueOf(ThreadLocalAccessor<Object> accessor) {
		try {
			Object value = accessor.getValue();
			return (value instanceof Map<?, ?> map && map.isEmpty()) ? null : value;
		}
		catch (Throwable failure) {
			failed(accessor, failure);
			return null;
		}
	}

	static void setValue(ThreadLocalAccessor<Object> accessor, @Nullable Object value) {
		change(accessor, (value != null) ? () -> accessor.setValue(value) : accessor::setValue);
	}

	static void restoreValue(ThreadLocalAccessor<Object> accessor, @Nullable Object value) {
		change(accessor, (value != null) ? () -> accessor.restore(value) : accessor::restore);
	}

	private static void change(ThreadLocalAccessor<Object> accessor, Runnable change) {
		try {
			change.run();
		}
		catch (Throwable failure) {
			failed(accessor, failure);
		}
	}

	/**
	 * Says so once, and not for each event.
	 */
	private static void failed(ThreadLocalAccessor<Object> accessor, Throwable failure) {
		Fatal.keep(failure);
		String name = accessor.getClass().getName();
		if (!name.equals(lastFailedAccessor)) {
			lastFailedAccessor = name;
			logFailure("The accessor of a thread-local failed; its value counts as not set", failure);
		}
	}

	/**
	 * Writes to the log, unless the logging backend fails.
	 */
	static void log(Runnable statement) {
		try {
			statement.run();
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
		}
	}

	static void logFailure(String failed, Throwable failure) {
		log(() -> logger.warn(failed, failure));
	}

	/**
	 * The listeners of a dispatcher.
	 */
	record Listeners(List<DispatchListener> listeners) {

		private static final String FAILED = "A listener of the dispatcher failed";

		HandlerListeners of(HandlerDescriptor handler) {
			return new HandlerListeners(this.listeners.stream()
				.map((listener) -> get(FAILED, () -> listener.handler(handler), null))
				.filter(Objects::nonNull)
				.toArray(HandlerListener[]::new));
		}

		void opened(RunInfo run) {
			this.listeners.forEach((listener) -> run(FAILED, () -> listener.opened(run)));
		}

		void started(RunInfo run) {
			this.listeners.forEach((listener) -> run(FAILED, () -> listener.started(run)));
		}

		void ended(RunInfo run, @Nullable EndReason reason) {
			this.listeners.forEach((listener) -> run(FAILED, () -> listener.ended(run, reason)));
		}

	}

	/**
	 * The listeners for one handler.
	 */
	record HandlerListeners(HandlerListener[] listeners) {

		void accepted(EventType type, long count) {
			tell((listener) -> listener.accepted(type, count));
		}

		void finished(EventType type, Outcome outcome, long count, long nanos) {
			tell((listener) -> listener.finished(type, outcome, count, nanos));
		}

		void dropped(EventType type, DropReason reason, long count) {
			tell((listener) -> listener.dropped(type, reason, count));
		}

		void waited(long nanos) {
			tell((listener) -> listener.waited(nanos));
		}

		void stuckThreads(int change) {
			tell((listener) -> listener.stuckThreads(change));
		}

		private void tell(Consumer<HandlerListener> what) {
			for (HandlerListener listener : this.listeners) {
				run(Listeners.FAILED, () -> what.accept(listener));
			}
		}

	}

}

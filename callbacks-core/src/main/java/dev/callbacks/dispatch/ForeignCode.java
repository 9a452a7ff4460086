// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.callbacks.call.Failures;
import dev.callbacks.call.Stages;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.spi.EventMethod;
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
	private static final Logger logger = LoggerFactory.getLogger("dev.callbacks.dispatch.CallbackDispatcher");

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
			return (stage instanceof CompletableFuture<?> future && future.isCompletedExceptionally())
					? Failures.unwrap(Stages.failureOf(future)) : null;
		}
		catch (UnsupportedOperationException ex) {
			return null;
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
			return Failures.unwrap(failure);
		}
	}

	/**
	 * Calls back when a stage is complete, with its failure if it has one. What is fatal
	 * behind that is thrown to the stage, unless it calls back at once.
	 */
	static void whenComplete(CompletionStage<?> stage, Consumer<@Nullable Throwable> callback) {
		AtomicReference<@Nullable Thread> asking = new AtomicReference<>(Thread.currentThread());
		try {
			stage.whenComplete((value, failure) -> {
				Runnable told = () -> callback.accept(Failures.unwrap(failure));
				Executor door = (asking.get() == Thread.currentThread()) ? Runnable::run : Fatal::door;
				door.execute(told);
			});
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
			callback.accept(failure);
		}
		asking.set(null);
	}

	/**
	 * Does something, and logs what it throws.
	 * @param failed says in the log that it failed
	 */
	static void run(String failed, Runnable task) {
		run(task, (failure) -> warn(failed, failure));
	}

	private static void run(Runnable task, Consumer<Throwable> onFailure) {
		ForeignCode.<@Nullable Object>get(() -> {
			task.run();
			return null;
		}, null, onFailure);
	}

	/**
	 * Gets something, or something else if that throws.
	 * @param failed says in the log that it failed
	 */
	static <T extends @Nullable Object> T get(String failed, Supplier<? extends T> supplier, T otherwise) {
		return get(supplier, otherwise, (failure) -> warn(failed, failure));
	}

	private static <T extends @Nullable Object> T get(Supplier<? extends T> supplier, T otherwise,
			Consumer<Throwable> onFailure) {
		try {
			return supplier.get();
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
			onFailure.accept(failure);
			return otherwise;
		}
	}

	/**
	 * Offers a task to an executor. One that throws has refused the task, whatever it
	 * throws, unless it has begun it; one that runs it again, or later, does so in vain.
	 * @return whether it took the task; if not, it is for the caller to offer it again
	 */
	static boolean execute(Executor executor, Runnable task) {
		AtomicBoolean begun = new AtomicBoolean();
		try {
			executor.execute(() -> {
				if (begun.compareAndSet(false, true)) {
					task.run();
				}
			});
			return true;
		}
		catch (Throwable refusal) {
			return !begun.compareAndSet(false, true);
		}
	}

	/**
	 * The key of an accessor, or {@code null} if it does not tell.
	 */
	static @Nullable Object keyOf(ThreadLocalAccessor<?> accessor) {
		return ask(accessor, accessor::key, null);
	}

	/**
	 * The value of this thread, or {@code null}; a map without entries, such as a logging
	 * context that was used and emptied, is no value.
	 */
	static @Nullable Object valueOf(ThreadLocalAccessor<Object> accessor) {
		return ForeignCode.<@Nullable Object>ask(accessor, () -> {
			Object value = accessor.getValue();
			return (value instanceof Map<?, ?> map && map.isEmpty()) ? null : value;
		}, null);
	}

	/**
	 * Whether a thread carries a value, or a map that is equal to it. One that cannot be
	 * compared is another one.
	 */
	static boolean isSame(ThreadLocalAccessor<Object> accessor, @Nullable Object carried, @Nullable Object value) {
		return carried == value || (carried instanceof Map && ask(accessor, () -> carried.equals(value), false));
	}

	static void setValue(ThreadLocalAccessor<Object> accessor, @Nullable Object value) {
		change(accessor, (value != null) ? () -> accessor.setValue(value) : accessor::setValue);
	}

	static void restoreValue(ThreadLocalAccessor<Object> accessor, @Nullable Object value) {
		change(accessor, (value != null) ? () -> accessor.restore(value) : accessor::restore);
	}

	private static void change(ThreadLocalAccessor<Object> accessor, Runnable change) {
		run(change, (failure) -> failed(accessor, failure));
	}

	private static <T extends @Nullable Object> T ask(ThreadLocalAccessor<?> accessor, Supplier<? extends T> question,
			T otherwise) {
		return get(question, otherwise, (failure) -> failed(accessor, failure));
	}

	/**
	 * Logs what an accessor throws: once, and not for each event.
	 */
	private static void failed(ThreadLocalAccessor<?> accessor, Throwable failure) {
		String name = accessor.getClass().getName();
		if (!name.equals(lastFailedAccessor)) {
			lastFailedAccessor = name;
			warn("The accessor of a thread-local failed; its value counts as not set", failure);
		}
	}

	/**
	 * Warns in the log, unless the logging backend fails. A failure comes last.
	 */
	static void warn(String message, Object... arguments) {
		log(() -> logger.warn(message, arguments));
	}

	static void debug(String message, Object... arguments) {
		log(() -> logger.debug(message, arguments));
	}

	private static void log(Runnable statement) {
		run(statement, (failure) -> {
		});
	}

	/**
	 * The listeners of a dispatcher, or those of one handler. Nobody else gets hold of
	 * one.
	 */
	static final class Listeners<T> {

		private static final String FAILED = "A listener of the dispatcher failed";

		private final List<T> all;

		Listeners(List<T> all) {
			this.all = all;
		}

		void tell(Consumer<T> what) {
			for (T listener : this.all) {
				run(FAILED, () -> what.accept(listener));
			}
		}

		/**
		 * Asks each for another one, and leaves out those that have none.
		 */
		<R> Listeners<R> map(Function<T, @Nullable R> of) {
			List<R> others = new ArrayList<>();
			for (T listener : this.all) {
				R other = ForeignCode.<@Nullable R>get(FAILED, () -> of.apply(listener), null);
				if (other != null) {
					others.add(other);
				}
			}
			return new Listeners<>(List.copyOf(others));
		}

	}

}

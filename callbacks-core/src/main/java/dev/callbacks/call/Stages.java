// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Utilities to be told when a stage is complete.
 *
 * @since 0.1.0
 */
public final class Stages {

	private Stages() {
	}

	/**
	 * Calls back when a stage of ours is complete. Unlike
	 * {@link CompletionStage#whenComplete}, this wraps no failure to pass it on. That
	 * would read its text, which may throw to whoever completes the stage, before others
	 * are told.
	 * @param <T> the type of the value
	 * @param stage the stage
	 * @param action gets the value or the failure
	 * @return a stage that is complete behind the action
	 */
	public static <T extends @Nullable Object> CompletionStage<?> whenDone(CompletionStage<T> stage,
			BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
		return stage.handle((value, failure) -> {
			action.accept(value, failure);
			return true;
		});
	}

	/**
	 * Returns the failure of a future that has failed, as it is.
	 * @param future the future
	 * @return the failure, or {@code null} if there is none
	 */
	public static @Nullable Throwable failureOf(CompletableFuture<?> future) {
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		whenDone(future, (value, ex) -> failure.set(ex));
		return failure.get();
	}

	/**
	 * Calls back once when a stage of somebody else is complete, or cannot be waited for.
	 * @param <T> the type of the value
	 * @param stage the stage
	 * @param action gets the value or the failure, which is not wrapped
	 */
	public static <T extends @Nullable Object> void whenForeignDone(CompletionStage<? extends T> stage,
			BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
		AtomicBoolean told = new AtomicBoolean();
		BiConsumer<@Nullable T, @Nullable Throwable> once = (value, failure) -> {
			if (told.compareAndSet(false, true)) {
				action.accept(value, Failures.unwrap(failure));
			}
		};
		try {
			stage.whenComplete(once);
		}
		catch (Throwable failure) {
			once.accept(null, failure);
		}
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.callbacks.call.OpenCall;

/**
 * Utilities for the futures of steps.
 */
final class StepFutures {

	private StepFutures() {
	}

	/**
	 * Maps the value of a future. Completing the mapped future cancels the original.
	 */
	static <T, R> CompletableFuture<R> map(CompletableFuture<T> future, StepFunction<? super T, ? extends R> function) {
		CompletableFuture<R> mapped = new CompletableFuture<>();
		mapped.whenComplete((value, failure) -> future.cancel(true));
		future.whenComplete((value, failure) -> {
			if (failure != null) {
				mapped.completeExceptionally(failure);
				return;
			}
			try {
				mapped.complete(function.apply(value));
			}
			catch (Throwable ex) {
				mapped.completeExceptionally(ex);
			}
		});
		return mapped;
	}

	/**
	 * Opens and begins a call. The future also reports a failure to open.
	 */
	static <T> CompletableFuture<T> begin(Supplier<OpenCall<T>> call) {
		try {
			return call.get().begin();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Returns a future that follows a stage. Cancelling it does not affect the stage.
	 */
	static CompletableFuture<Boolean> of(CompletionStage<?> stage) {
		CompletableFuture<Boolean> done = new CompletableFuture<>();
		stage.whenComplete((value, failure) -> {
			if (failure != null) {
				done.completeExceptionally(failure);
			}
			else {
				done.complete(true);
			}
		});
		return done;
	}

}

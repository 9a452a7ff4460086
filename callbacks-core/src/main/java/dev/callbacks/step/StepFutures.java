// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.concurrent.CompletableFuture;

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

}

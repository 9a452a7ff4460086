// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.callbacks.call.OpenCall;

/**
 * What steps do with futures, and failures as bodies throw them.
 */
final class StepFutures {

	private StepFutures() {
	}

	/**
	 * What a function makes of the value of a future. To complete it cancels that.
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
	 * The future of a call that is opened and begun, or one that has failed with what
	 * that threw.
	 */
	static <T> CompletableFuture<T> begun(Supplier<OpenCall<T>> call) {
		try {
			return call.get().begin();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * A stage as a future; to cancel it does not touch the stage.
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

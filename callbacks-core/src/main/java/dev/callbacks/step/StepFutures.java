/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.step;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.callbacks.CallFailedException;
import org.jspecify.annotations.Nullable;

/**
 * What steps do with futures: one after another, of which to cancel the last cancels the
 * one that is under way; and failures as bodies throw them.
 */
final class StepFutures {

	private StepFutures() {
	}

	static <T, R> CompletableFuture<R> compose(CompletableFuture<T> first,
			Function<? super T, ? extends CompletableFuture<? extends R>> next) {
		CompletableFuture<R> all = new CompletableFuture<>();
		all.whenComplete((value, failure) -> first.cancel(true));
		first.whenComplete((value, failure) -> {
			if (failure != null) {
				all.completeExceptionally(failure);
				return;
			}
			try {
				forward(next.apply(value), all);
			}
			catch (Throwable ex) {
				all.completeExceptionally(ex);
			}
		});
		return all;
	}

	static <R> void forward(CompletableFuture<? extends R> from, CompletableFuture<R> to) {
		to.whenComplete((value, failure) -> from.cancel(true));
		from.whenComplete((value, failure) -> {
			if (failure != null) {
				to.completeExceptionally(failure);
			}
			else {
				to.complete(value);
			}
		});
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

	/**
	 * A future that is done, with what a function makes or throws.
	 */
	static <R> CompletableFuture<R> done(Callable<? extends R> function) {
		try {
			return CompletableFuture.completedFuture(function.call());
		}
		catch (Exception ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * What went wrong in a blocking call, out of what carried a checked exception.
	 */
	static Throwable causeOf(Throwable thrown) {
		return (thrown instanceof CallFailedException && thrown.getCause() != null) ? thrown.getCause() : thrown;
	}

	/**
	 * A failure as it can be thrown by a body.
	 */
	static Exception asException(@Nullable Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof Exception exception) ? exception : new IllegalStateException(failure);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import dev.callbacks.call.Failures;

/**
 * Futures of calls that may hang or throw.
 */
public final class TestFutures {

	private TestFutures() {
	}

	/**
	 * Makes a call on a thread of its own, below the current run.
	 */
	public static <T> CompletableFuture<T> onThread(Callable<? extends T> call) {
		CompletableFuture<T> future = new CompletableFuture<>();
		Run current = Run.find().orElse(null);
		Thread thread = new Thread(() -> {
			CurrentRun.set(current);
			try {
				future.complete(call.call());
			}
			catch (Throwable ex) {
				future.completeExceptionally(ex);
			}
		}, "caller");
		thread.setDaemon(true);
		thread.start();
		return future;
	}

	/**
	 * Returns the future of a call, or one that failed with the exception of the call.
	 */
	public static <T> CompletableFuture<T> of(Supplier<CompletableFuture<T>> call) {
		try {
			return call.get();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Waits for the value of a future, and throws a failure as blocking calls do.
	 */
	public static <T> T get(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw Failures.unchecked(ex.getCause());
		}
	}

}

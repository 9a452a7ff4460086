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
package dev.callbacks.chat;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import dev.callbacks.CallFailedException;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * What all calls do with their futures.
 */
final class Calls {

	private Calls() {
	}

	static @Nullable Throwable unwrap(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * Completes a future with the caller's run current, so that what hangs on it finds
	 * its parent.
	 */
	static <T> void complete(CompletableFuture<T> future, @Nullable Run callersRun, T value,
			@Nullable Throwable failure) {
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
	 */
	static EndReason reasonOf(@Nullable Throwable failure) {
		return (failure instanceof TimeoutException) ? EndReason.TIMED_OUT : EndReason.CANCELLED;
	}

	/**
	 * The value of a future that is complete.
	 */
	static <T> T get(CompletableFuture<T> future) {
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

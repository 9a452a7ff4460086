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
package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * The result or the error of a run, and the caller who waits for it. Set by the appender.
 */
final class RunOutcome {

	private final CompletableFuture<@Nullable Object> finished = new CompletableFuture<>();

	private @Nullable Object result;

	private @Nullable Throwable error;

	void result(@Nullable Object result) {
		this.result = result;
	}

	void error(Throwable error) {
		this.error = error;
	}

	/**
	 * Complete when the caller may be told.
	 */
	CompletionStage<?> finished() {
		return this.finished;
	}

	/**
	 * Tells the caller, with what handlers raised.
	 */
	void release(HandlerFailures failures) {
		complete(this.finished, this.result, failures.failureOf(this.error));
	}

	/**
	 * Tells the caller that there was no run.
	 */
	void fail(Throwable failure) {
		this.finished.completeExceptionally(failure);
	}

	static void complete(CompletableFuture<? super Object> future, @Nullable Object value,
			@Nullable Throwable failure) {
		if (failure != null) {
			future.completeExceptionally(failure);
		}
		else {
			future.complete(value);
		}
	}

}

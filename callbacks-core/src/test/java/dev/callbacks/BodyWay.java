// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Mono;

/**
 * A way to call the body of a run.
 */
public enum BodyWay {

	BLOCKING {
		@Override
		public <T> T call(RunSpec run, RunBody<T, ?> body) {
			return run.call(unchecked(body));
		}

		@Override
		public <T> CompletableFuture<T> begin(RunSpec run, RunBody<T, ?> body) {
			return TestFutures.onThread(() -> call(run, body));
		}
	},

	SUBMITTED {
		@Override
		public <T> CompletableFuture<T> begin(RunSpec run, RunBody<T, ?> body) {
			return TestFutures.of(() -> run.submit(body));
		}
	},

	FUTURE {
		@Override
		public <T> CompletableFuture<T> begin(RunSpec run, RunBody<T, ?> body) {
			return TestFutures.of(() -> run.callAsync(() -> CompletableFuture.completedFuture(unchecked(body).call())));
		}
	},

	LATE_FUTURE {
		@Override
		public <T> CompletableFuture<T> begin(RunSpec run, RunBody<T, ?> body) {
			return TestFutures.of(() -> run.callAsync(() -> TestFutures.onThread(body::call)));
		}
	},

	STREAM {
		@Override
		public <T> CompletableFuture<T> begin(RunSpec run, RunBody<T, ?> body) {
			return TestFutures
				.of(() -> run.stream(() -> Mono.fromSupplier(unchecked(body)::call)).singleOrEmpty().toFuture());
		}
	},

	MONO {
		@Override
		public <T> CompletableFuture<T> begin(RunSpec run, RunBody<T, ?> body) {
			return TestFutures.of(() -> run.mono(() -> Mono.fromSupplier(unchecked(body)::call)).toFuture());
		}
	};

	/**
	 * Calls a body from this thread, and returns its output or throws its failure.
	 */
	public <T> T call(RunSpec run, RunBody<T, ?> body) {
		return TestFutures.get(begin(run, body));
	}

	/**
	 * Calls a body without holding this thread, even if the body hangs.
	 */
	public abstract <T> CompletableFuture<T> begin(RunSpec run, RunBody<T, ?> body);

	@SuppressWarnings("unchecked")
	private static <T> RunBody<T, RuntimeException> unchecked(RunBody<T, ?> body) {
		return (RunBody<T, RuntimeException>) body;
	}

}

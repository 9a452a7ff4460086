// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunStateException;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunOpener;
import reactor.core.publisher.Flux;

/**
 * A step that is tried again when it fails. Each attempt is a run below the run of this
 * body, which reports the attempts. A stream is tried again only before its first piece.
 *
 * @param step the step
 * @param policy the policy
 */
record RetryBody<I, O>(Step<I, O> step, RetryPolicy policy) implements StepBody<I, O> {

	private static final String NAME = "retry";

	private static RunConfig tag(int attempt) {
		return (attempt == 1) ? RunConfig.empty() : RunConfig.empty().localTags("retry:attempt:" + attempt);
	}

	@Override
	public OpenCall<O> open(I input, Setup setup) {
		return setup.chain(NAME, input).openComposed((caller) -> {
			CallLoop<O> loop = new CallLoop<>(setup.opener(), caller);
			attempt(loop, input, 1);
			return loop.future();
		}, setup.caller());
	}

	private void attempt(CallLoop<O> loop, I input, int attempt) {
		loop.await(StepFutures.begin(() -> this.step.open(input, tag(attempt), loop.caller())), (value, failure) -> {
			if (failure == null) {
				loop.end(value);
			}
			else if (this.policy.allows(attempt, failure)) {
				loop.await(pause(attempt + 1, failure, loop.opener()), (done, refusal) -> {
					if (refusal != null) {
						// the run is over, or no thread is there for another attempt
						loop.fail(failure);
					}
					else {
						attempt(loop, input, attempt + 1);
					}
				});
			}
			else {
				loop.fail(failure);
			}
		});
	}

	/**
	 * Reports a further attempt, and completes when its time has come.
	 */
	private CompletableFuture<Boolean> pause(int attempt, Throwable failure, RunOpener opener) {
		Duration delay = this.policy.delayBefore(attempt);
		Executor delayed = CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
		CompletableFuture<Boolean> pause = new CompletableFuture<>();
		CompletionStage<?> reported;
		try {
			reported = Run.current().emitRetry(attempt, delay, failure);
		}
		catch (RunStateException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		reported.whenCompleteAsync((done, ignored) -> {
			try {
				opener.workExecutor().execute(() -> pause.complete(true));
			}
			catch (Throwable ex) {
				pause.completeExceptionally(ex);
			}
		}, delayed);
		return pause;
	}

	@Override
	public Flux<O> streamOf(I input, Setup setup) {
		return setup.chain(NAME, input).stream(() -> {
			AtomicInteger attempts = new AtomicInteger();
			Flux<O> attempt = Flux.defer(() -> this.step.transform(Flux.just(input), tag(attempts.incrementAndGet())));
			return this.policy.retryBeforeFirst(attempt, Run.current(), setup.opener().workExecutor());
		});
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunStateException;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunOpener;
import reactor.core.publisher.Flux;

/**
 * A step that is tried again when it fails. Each attempt is a run below the run of the
 * whole; that run tells of the attempts. A stream is tried again only as long as nothing
 * of it has come.
 *
 * @param step the step
 * @param policy how often and when
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
		loop.await(StepFutures.begun(() -> this.step.open(input, tag(attempt), loop.caller())), (value, failure) -> {
			if (failure == null) {
				loop.end(value);
			}
			else if (this.policy.allows(attempt, failure)) {
				loop.await(pause(attempt + 1, failure, loop.opener()), (over, refused) -> {
					if (refused != null) {
						// the run is over, or there is nobody to try again
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
	 * Says that there is another attempt, and waits for its time.
	 */
	private CompletableFuture<Boolean> pause(int attempt, Throwable failure, RunOpener opener) {
		Duration delay = this.policy.delayBefore(attempt);
		Executor later = CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
		CompletableFuture<Boolean> over = new CompletableFuture<>();
		CompletionStage<?> reported;
		try {
			reported = Run.current().emitRetry(attempt, delay, failure);
		}
		catch (RunStateException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		reported.whenCompleteAsync((done, ignored) -> {
			try {
				opener.workExecutor().execute(() -> over.complete(true));
			}
			catch (Throwable ex) {
				over.completeExceptionally(ex);
			}
		}, later);
		return over;
	}

	@Override
	public Flux<O> streamOf(I input, Setup setup) {
		return setup.chain(NAME, input).stream(() -> {
			AtomicInteger attempts = new AtomicInteger();
			AtomicBoolean begun = new AtomicBoolean();
			RetryPolicy beforeFirst = this.policy.on((failure) -> !begun.get() && this.policy.on().test(failure));
			return Flux.defer(() -> this.step.transform(Flux.just(input), tag(attempts.incrementAndGet())))
				.doOnNext((piece) -> begun.set(true))
				.retryWhen(beforeFirst.asReactorRetry(Run.current(), setup.opener().workExecutor()));
		});
	}

}

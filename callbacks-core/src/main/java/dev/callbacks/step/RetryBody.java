// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallbackManager;
import dev.callbacks.OpenCall;
import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.RunCall;
import dev.callbacks.RunConfig;
import dev.callbacks.event.RunKind;
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
		RunCall run = FunctionBody.describe(setup.run(RunKind.CHAIN, NAME), input);
		return setup.isBlocking() ? run.open(() -> call(input), setup.caller())
				: run.openAsync(() -> callAsync(input, setup.manager()), null);
	}

	private O call(I input) throws InterruptedException {
		for (int attempt = 1;; attempt++) {
			try {
				return this.step.call(input, tag(attempt));
			}
			catch (Throwable ex) {
				Throwable failure = StepFutures.causeOf(ex);
				if (!mayTryAgain(attempt, failure)) {
					throw ex;
				}
				Duration delay = this.policy.delayBefore(attempt + 1);
				Run.current().emitRetry(attempt + 1, delay, failure).toCompletableFuture().join();
				TimeUnit.NANOSECONDS.sleep(delay.toNanos());
			}
		}
	}

	private boolean mayTryAgain(int attempt, Throwable failure) {
		return this.policy.allows(attempt, failure) && !Thread.currentThread().isInterrupted();
	}

	private CompletableFuture<O> callAsync(I input, CallbackManager manager) {
		CallLoop<O> loop = new CallLoop<>(manager);
		attempt(loop, input, 1, manager);
		return loop.future();
	}

	private void attempt(CallLoop<O> loop, I input, int attempt, CallbackManager manager) {
		loop.await(StepFutures.begun(() -> this.step.callAsync(input, tag(attempt))), (value, failure) -> {
			if (failure == null) {
				loop.end(value);
			}
			else if (this.policy.allows(attempt, failure)) {
				loop.await(StepFutures.begun(() -> pause(attempt + 1, failure, manager)), (over, refused) -> {
					if (refused != null) {
						// the run is over, or there is nobody to try again
						loop.fail(failure);
					}
					else {
						attempt(loop, input, attempt + 1, manager);
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
	private CompletableFuture<Boolean> pause(int attempt, Throwable failure, CallbackManager manager) {
		Duration delay = this.policy.delayBefore(attempt);
		Executor later = CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
		CompletableFuture<Boolean> over = new CompletableFuture<>();
		Run.current().emitRetry(attempt, delay, failure).whenCompleteAsync((told, ignored) -> {
			try {
				manager.workExecutor().execute(() -> over.complete(true));
			}
			catch (Throwable ex) {
				over.completeExceptionally(ex);
			}
		}, later);
		return over;
	}

	@Override
	public Flux<O> streamOf(I input, Setup setup) {
		return FunctionBody.describe(setup.run(RunKind.CHAIN, NAME), input).stream(() -> {
			AtomicInteger attempts = new AtomicInteger();
			AtomicBoolean begun = new AtomicBoolean();
			RetryPolicy beforeFirst = this.policy.on((failure) -> !begun.get() && this.policy.on().test(failure));
			return Flux.defer(() -> this.step.transform(Flux.just(input), tag(attempts.incrementAndGet())))
				.doOnNext((piece) -> begun.set(true))
				.retryWhen(beforeFirst.asReactorRetry(Run.current(), setup.manager().workExecutor()));
		});
	}

}

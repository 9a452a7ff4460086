// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * How often something is tried again, and how long it waits before. Immutable. Each
 * attempt after the first is told to the handlers as a {@link dev.callbacks.event.Retry}.
 *
 * @param maxAttempts how many attempts there are, the first included
 * @param delay how long to wait before the second attempt; doubles with each further one
 * @param maxDelay how long to wait at most
 * @param jitter which part of the delay is left to chance, from 0 to 1
 * @param on which failures are worth another attempt
 * @since 0.1.0
 */
public record RetryPolicy(int maxAttempts, Duration delay, Duration maxDelay, double jitter,
		Predicate<? super Throwable> on) {

	public RetryPolicy {
		if (maxAttempts < 1) {
			throw new InvalidRequestException("maxAttempts must be at least 1, not " + maxAttempts);
		}
		InvalidRequestException.required(delay, "The delay of a retry");
		InvalidRequestException.required(maxDelay, "The longest delay of a retry");
		InvalidRequestException.required(on, "The failures of a retry");
		if (delay.isNegative() || maxDelay.isNegative()) {
			throw new InvalidRequestException("The delay of a retry must not be negative");
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new InvalidRequestException("The jitter of a retry must be from 0 to 1, not " + jitter);
		}
	}

	/**
	 * Some attempts, with half a second before the second one, doubled up to ten seconds,
	 * a half of it left to chance. Any failure is worth another attempt but cancellation.
	 * @param attempts how many attempts there are, the first included
	 * @return the policy
	 */
	public static RetryPolicy maxAttempts(int attempts) {
		return new RetryPolicy(attempts, Duration.ofMillis(500), Duration.ofSeconds(10), 0.5,
				(failure) -> !(failure instanceof RunCancelledException) && !(failure instanceof VirtualMachineError));
	}

	/**
	 * This policy with other delays.
	 * @param delay how long to wait before the second attempt
	 * @param maxDelay how long to wait at most
	 * @return the policy
	 */
	public RetryPolicy backoff(Duration delay, Duration maxDelay) {
		return new RetryPolicy(this.maxAttempts, delay, maxDelay, this.jitter, this.on);
	}

	/**
	 * This policy with another jitter.
	 * @param jitter which part of the delay is left to chance, from 0 to 1
	 * @return the policy
	 */
	public RetryPolicy jitter(double jitter) {
		return new RetryPolicy(this.maxAttempts, this.delay, this.maxDelay, jitter, this.on);
	}

	/**
	 * This policy for some failures only.
	 * @param on which failures are worth another attempt
	 * @return the policy
	 */
	public RetryPolicy on(Predicate<? super Throwable> on) {
		return new RetryPolicy(this.maxAttempts, this.delay, this.maxDelay, this.jitter, on);
	}

	/**
	 * Whether there is another attempt.
	 * @param attempt which attempt failed, from one
	 * @param failure why
	 * @return whether there is
	 */
	public boolean allows(int attempt, Throwable failure) {
		return attempt < this.maxAttempts && this.on.test(failure);
	}

	/**
	 * How long to wait before an attempt.
	 * @param attempt which attempt comes next, from two
	 * @return the delay
	 */
	public Duration delayBefore(int attempt) {
		int doublings = Math.min(attempt - 2, 30);
		double nanos = Math.min(this.maxDelay.toNanos(), this.delay.toNanos() * Math.pow(2, doublings));
		double chance = (this.jitter > 0) ? this.jitter * ThreadLocalRandom.current().nextDouble() : 0;
		return Duration.ofNanos((long) (nanos * (1 - chance)));
	}

	/**
	 * This policy as Reactor takes it, for a publisher whose attempts are told on a run.
	 * @param run the run
	 * @param executor where the publisher is subscribed to again
	 * @return the retry
	 */
	public Retry asReactorRetry(Run run, Executor executor) {
		return new Retry() {

			@Override
			public Publisher<?> generateCompanion(Flux<RetrySignal> signals) {
				return signals.concatMap((signal) -> {
					int attempt = (int) signal.totalRetries() + 1;
					return allows(attempt, signal.failure()) ? before(attempt + 1, signal.failure(), run, executor)
							: Mono.error(signal.failure());
				});
			}

		};
	}

	private Mono<Long> before(int attempt, Throwable failure, Run run, Executor executor) {
		Duration delay = delayBefore(attempt);
		return Mono.fromCompletionStage(() -> run.emitRetry(attempt, delay, failure))
			.then(Mono.delay(delay))
			.publishOn(Schedulers.fromExecutor(executor));
	}

}

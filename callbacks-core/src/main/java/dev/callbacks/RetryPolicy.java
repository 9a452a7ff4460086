// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The number of attempts at a piece of work, and the delays between them. Immutable. A
 * {@link dev.callbacks.event.Retry} precedes each attempt after the first. Nothing is
 * tried again after a cancellation or an interrupt, whatever the policy says.
 *
 * @param maxAttempts the number of attempts, the first included
 * @param delay the delay before the second attempt, doubled before each further one
 * @param maxDelay the longest delay
 * @param jitter the part of a delay, from 0 to 1, that chance may take off
 * @param on selects the failures that are worth another attempt
 * @since 0.1.0
 */
public record RetryPolicy(int maxAttempts, Duration delay, Duration maxDelay, double jitter,
		Predicate<? super Throwable> on) {

	public RetryPolicy {
		InvalidRequestException.atLeastOne(maxAttempts, "maxAttempts");
		InvalidRequestException.required(delay, "The delay of a retry");
		InvalidRequestException.required(maxDelay, "The longest delay of a retry");
		InvalidRequestException.required(on, "The failures of a retry");
		if (delay.isNegative() || maxDelay.isNegative()) {
			throw new InvalidRequestException("The delays of a retry must not be negative: " + delay + ", " + maxDelay);
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new InvalidRequestException("The jitter of a retry must be from 0 to 1, not " + jitter);
		}
	}

	/**
	 * Creates a policy with delays from half a second to ten seconds, shortened at random
	 * by up to a half. A {@linkplain #isFinal final} failure ends the attempts.
	 * @param attempts the number of attempts, the first included
	 * @return the policy
	 */
	public static RetryPolicy maxAttempts(int attempts) {
		return new RetryPolicy(attempts, Duration.ofMillis(500), Duration.ofSeconds(10), 0.5,
				(failure) -> !isFinal(failure));
	}

	/**
	 * Whether nothing should be tried after a failure: a cancellation, or an error of the
	 * virtual machine other than an overflow of the stack.
	 * @param failure the failure
	 * @return whether it is final
	 */
	public static boolean isFinal(@Nullable Throwable failure) {
		return failure instanceof RunCancelledException
				|| (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError));
	}

	/**
	 * Returns this policy with other delays.
	 * @param delay the delay before the second attempt
	 * @param maxDelay the longest delay
	 * @return the policy
	 */
	public RetryPolicy backoff(Duration delay, Duration maxDelay) {
		return new RetryPolicy(this.maxAttempts, delay, maxDelay, this.jitter, this.on);
	}

	/**
	 * Returns this policy with another jitter.
	 * @param jitter the part of a delay, from 0 to 1, that chance may take off
	 * @return the policy
	 */
	public RetryPolicy jitter(double jitter) {
		return new RetryPolicy(this.maxAttempts, this.delay, this.maxDelay, jitter, this.on);
	}

	/**
	 * Returns this policy for some failures only.
	 * @param on selects the failures that are worth another attempt
	 * @return the policy
	 */
	public RetryPolicy on(Predicate<? super Throwable> on) {
		return new RetryPolicy(this.maxAttempts, this.delay, this.maxDelay, this.jitter, on);
	}

	/**
	 * Whether another attempt follows.
	 * @param attempt the number of the attempt that failed, from one
	 * @param failure its failure
	 * @return whether one does
	 */
	public boolean allows(int attempt, Throwable failure) {
		return attempt < this.maxAttempts && this.on.test(failure);
	}

	/**
	 * Returns the delay before an attempt, shortened at random.
	 * @param attempt the number of the attempt, from two
	 * @return the delay
	 */
	public Duration delayBefore(int attempt) {
		int doublings = Math.min(attempt - 2, 30);
		double nanos = Math.min(TimeUnit.NANOSECONDS.convert(this.maxDelay),
				TimeUnit.NANOSECONDS.convert(this.delay) * Math.pow(2, doublings));
		double chance = (this.jitter > 0) ? this.jitter * ThreadLocalRandom.current().nextDouble() : 0;
		return Duration.ofNanos((long) (nanos * (1 - chance)));
	}

}

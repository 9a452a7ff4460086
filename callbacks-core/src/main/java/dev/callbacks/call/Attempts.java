// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.time.Duration;
import java.util.function.IntFunction;

import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The attempts at a piece of work, which is tried again while it fails before its first
 * item. The current run reports them.
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class Attempts<T> {

	private final RetryPolicy policy;

	private final RunOpener opener;

	private final Run run = Run.current();

	private final IntFunction<? extends Publisher<? extends T>> attempt;

	private Attempts(RetryPolicy policy, RunOpener opener, IntFunction<? extends Publisher<? extends T>> attempt) {
		this.policy = policy;
		this.opener = opener;
		this.attempt = attempt;
	}

	/**
	 * Creates the stream of items of the last attempt.
	 * @param <T> the type of the items
	 * @param policy the policy
	 * @param opener has opened the current run
	 * @param caller the caller of all attempts
	 * @param attempt makes an attempt by its number, from one
	 * @return the stream, for one subscriber
	 */
	public static <T> Flux<T> flux(RetryPolicy policy, RunOpener opener, Caller caller,
			IntFunction<? extends Publisher<? extends T>> attempt) {
		Attempts<T> attempts = new Attempts<>(policy, opener, attempt);
		return new CallLoop<>(opener, caller, (loop) -> attempts.make(loop, 1));
	}

	private void make(CallLoop<T> loop, int number) {
		loop.pass(() -> this.attempt.apply(number), (failure) -> {
			if (!this.policy.allows(number, failure)) {
				loop.fail(failure);
				return;
			}
			// no pause: the run is over, or no thread is there for another attempt
			loop.await(() -> pause(number + 1, failure), (done) -> make(loop, number + 1),
					(refusal) -> loop.fail(failure));
		});
	}

	/**
	 * Reports a further attempt, and completes when its time has come.
	 */
	private Mono<Object> pause(int number, Throwable failure) {
		Duration delay = this.policy.delayBefore(number);
		return Mono.fromCompletionStage(() -> this.run.emitRetry(number, delay, failure))
			.then(Mono.delay(delay))
			.then(Mono.create(this::goOn));
	}

	private void goOn(MonoSink<Object> pause) {
		try {
			this.opener.workExecutor().execute(pause::success);
		}
		catch (Throwable refusal) {
			pause.error(refusal);
		}
	}

}

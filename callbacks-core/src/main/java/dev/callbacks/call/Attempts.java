// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.time.Duration;
import java.util.function.IntFunction;

import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The attempts at a piece of work, which is tried again while it fails before its first
 * item. The current run reports them.
 *
 * @param <T> the type of the items
 */
final class Attempts<T> {

	private final RetryPolicy policy;

	private final RunOpener opener;

	private final Run run = Run.current();

	private final IntFunction<? extends Publisher<? extends T>> attempt;

	Attempts(RetryPolicy policy, RunOpener opener, IntFunction<? extends Publisher<? extends T>> attempt) {
		this.policy = policy;
		this.opener = opener;
		this.attempt = attempt;
	}

	Flux<T> flux(Caller caller) {
		return new CallLoop<>(this.opener, caller, (loop) -> make(loop, 1));
	}

	private void make(CallLoop<T> loop, int number) {
		loop.pass(() -> this.attempt.apply(number), (failure) -> {
			// an interrupt means a cancelled run, too
			boolean isCancelled = failure instanceof RunCancelledException || Failures.isInterrupt(failure);
			if (isCancelled || !this.policy.allows(number, failure)) {
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

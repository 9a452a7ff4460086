// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.RetryPolicy;
import dev.callbacks.RunConfig;
import dev.callbacks.call.OpenCall;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * A step with others that are called, one after another, when it fails. If all fail, the
 * first failure is the result. A stream falls back only before its first piece.
 *
 * @param steps the steps in their order
 */
record FallbackBody<I, O>(List<Step<I, O>> steps) implements StepBody<I, O> {

	private static final String NAME = "fallbacks";

	@Override
	public OpenCall<O> open(I input, Setup setup) {
		return setup.chain(NAME, input).openComposed((caller) -> {
			CallLoop<O> loop = new CallLoop<>(setup.opener(), caller);
			callNext(loop, input, new ArrayList<>());
			return loop.future();
		}, setup.caller());
	}

	private void callNext(CallLoop<O> loop, I input, List<Throwable> failures) {
		Step<I, O> step = this.steps.get(failures.size());
		loop.await(StepFutures.begin(() -> step.open(input, RunConfig.empty(), loop.caller())), (value, failure) -> {
			if (failure == null) {
				loop.end(value);
				return;
			}
			failures.add(failure);
			if (!RetryPolicy.isFinal(failure) && failures.size() < this.steps.size()) {
				callNext(loop, input, failures);
			}
			else {
				loop.fail(first(failures));
			}
		});
	}

	private static Throwable first(List<Throwable> failures) {
		Throwable first = failures.get(0);
		failures.stream().skip(1).filter((failure) -> failure != first).forEach(first::addSuppressed);
		return first;
	}

	@Override
	public Flux<O> streamOf(I input, Setup setup) {
		return setup.chain(NAME, input).stream(() -> stream(input, new ArrayList<>()));
	}

	/**
	 * Subscribes again for each step, so that steps do not nest as operators.
	 */
	private Flux<O> stream(I input, List<Throwable> failures) {
		AtomicBoolean begun = new AtomicBoolean();
		return Flux
			.defer(() -> this.steps.get(failures.size())
				.transform(Flux.just(input), RunConfig.empty())
				.doOnNext((piece) -> begun.set(true)))
			.retryWhen(Retry.from((signals) -> signals.concatMap((signal) -> {
				Throwable failure = signal.failure();
				failures.add(failure);
				boolean last = begun.get() || RetryPolicy.isFinal(failure) || failures.size() == this.steps.size();
				return last ? Mono.error(begun.get() ? failure : first(failures)) : Mono.just(failure);
			})));
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;

import dev.callbacks.RetryPolicy;
import dev.callbacks.RunConfig;
import dev.callbacks.call.CallLoop;
import dev.callbacks.call.Failures;
import org.reactivestreams.Publisher;

/**
 * A step with others that are called, one after another, when it fails. If all fail, the
 * first failure is the result. A stream falls back only before its first piece.
 *
 * @param steps the steps in their order
 */
record FallbackBody<I, O>(List<Step<I, O>> steps) implements CompositeBody<I, O> {

	@Override
	public String name() {
		return "fallbacks";
	}

	@Override
	public Publisher<O> output(I input, Parts parts) {
		return parts.loop((loop) -> callNext(loop, input, parts, new ArrayList<>()));
	}

	private void callNext(CallLoop<O> loop, I input, Parts parts, List<Throwable> failures) {
		Step<I, O> next = this.steps.get(failures.size());
		loop.pass(() -> parts.call(next, input, RunConfig.empty()), (failure) -> {
			failures.add(failure);
			if (!RetryPolicy.isFinal(failure) && failures.size() < this.steps.size()) {
				callNext(loop, input, parts, failures);
			}
			else {
				loop.fail(shown(failures));
			}
		});
	}

	/**
	 * Returns the first failure, or the last if it is final: a cancellation is none of
	 * the step before.
	 */
	private static Throwable shown(List<Throwable> failures) {
		Throwable last = failures.get(failures.size() - 1);
		Throwable shown = RetryPolicy.isFinal(last) ? last : failures.get(0);
		failures.forEach((failure) -> Failures.suppress(shown, failure));
		return shown;
	}

}

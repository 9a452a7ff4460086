// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import dev.callbacks.RetryPolicy;
import dev.callbacks.RunConfig;
import org.reactivestreams.Publisher;

/**
 * A step that is tried again when it fails. Each attempt is a run below the run of this
 * body, which reports the attempts. A stream is tried again only before its first piece.
 *
 * @param step the step
 * @param policy the policy
 */
record RetryBody<I, O>(Step<I, O> step, RetryPolicy policy) implements CompositeBody<I, O> {

	private static RunConfig tag(int attempt) {
		return (attempt == 1) ? RunConfig.empty() : RunConfig.empty().localTags("retry:attempt:" + attempt);
	}

	@Override
	public String name() {
		return "retry";
	}

	@Override
	public Publisher<O> output(I input, Parts parts) {
		return parts.setup()
			.caller()
			.retry(this.policy, parts.setup().opener(), (attempt) -> parts.call(this.step, input, tag(attempt)));
	}

}

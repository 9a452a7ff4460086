// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import dev.callbacks.call.OpenCall;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * A step that is made of steps, in a run of its own. It is written once for all ways of
 * calling it, since it calls its {@link Parts} in the same way.
 */
interface CompositeBody<I, O> extends StepBody<I, O> {

	/**
	 * Returns the name of its runs.
	 */
	String name();

	/**
	 * Creates the output of one call: a whole one if its parts are called for whole
	 * outputs, or else pieces.
	 */
	Publisher<O> output(I input, Parts parts);

	@Override
	default OpenCall<O> open(I input, Setup setup) {
		return setup.chain(name(), input)
			.openComposed((caller) -> output(input, Parts.whole(setup.with(caller))), setup.caller());
	}

	@Override
	default Flux<O> streamOf(I input, Setup setup) {
		return setup.chain(name(), input).streamComposed((caller) -> output(input, Parts.inPieces(setup.with(caller))));
	}

}

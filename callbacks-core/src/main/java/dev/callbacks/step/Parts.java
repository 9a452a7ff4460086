// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.function.Consumer;

import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.call.CallLoop;
import dev.callbacks.step.StepBody.Setup;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * The calls that one call of a step makes to its parts, below its run and for the same
 * caller. If the step is called for a whole output, so are its parts; if it is streamed,
 * they give pieces. Created with the run of the step current.
 */
final class Parts {

	private final Setup setup;

	private final boolean whole;

	private final Run run = Run.current();

	private Parts(Setup setup, boolean whole) {
		this.setup = setup;
		this.whole = whole;
	}

	/**
	 * Creates the parts of a call for a whole output.
	 */
	static Parts whole(Setup setup) {
		return new Parts(setup, true);
	}

	/**
	 * Creates the parts of a streamed call.
	 */
	static Parts inPieces(Setup setup) {
		return new Parts(setup, false);
	}

	Setup setup() {
		return this.setup;
	}

	/**
	 * Whether parts are called for whole outputs.
	 */
	boolean areWhole() {
		return this.whole;
	}

	/**
	 * Whether a part can begin with the first piece of its input.
	 */
	boolean takesPieces(Step<?, ?> part) {
		return !this.whole && part.operators() > 0;
	}

	/**
	 * Calls a part. Without an item if the output is {@code null}.
	 */
	<I, O> Publisher<O> call(Step<I, O> part, I input, RunConfig config) {
		return this.whole ? CallLoop.stage(() -> part.open(input, config, this.setup.caller()).begin())
				: through(part, Flux.just(input), config);
	}

	/**
	 * Streams pieces through a part.
	 */
	<I, O> Flux<O> through(Step<I, O> part, Flux<I> pieces, RunConfig config) {
		return part.transform(pieces, config).contextWrite(this.run::inside);
	}

	/**
	 * Creates the output of calls that follow each other.
	 */
	<O> Flux<O> loop(Consumer<CallLoop<O>> begin) {
		return new CallLoop<>(this.setup.opener(), this.setup.caller(), begin);
	}

}

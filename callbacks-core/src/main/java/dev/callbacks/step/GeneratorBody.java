// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.function.Function;

import dev.callbacks.call.OpenCall;
import dev.callbacks.chat.EmptyAnswerException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A step from stream to stream, which begins with the first piece of its input.
 *
 * @param name the name of its runs
 * @param function creates the output
 */
record GeneratorBody<I, O>(String name,
		Function<? super Flux<I>, ? extends Publisher<O>> function) implements StepBody<I, O> {

	@Override
	public OpenCall<O> open(I input, Setup setup) {
		return setup.chain(this.name, input)
			.openComposed(
					(caller) -> Aggregation.of(Flux.from(this.function.apply(Flux.just(input))))
						.switchIfEmpty(Mono.error(() -> new EmptyAnswerException("Generator '" + this.name
								+ "' completed without a piece. A call for one output needs at least one"))),
					setup.caller());
	}

	@Override
	public Flux<O> transform(Flux<I> input, Setup setup) {
		return FirstPieceFlux.of(setup.opener(), input,
				(first, pieces) -> setup.chain(this.name, first).stream(() -> this.function.apply(pieces)));
	}

	@Override
	public int operators() {
		return 1;
	}

}

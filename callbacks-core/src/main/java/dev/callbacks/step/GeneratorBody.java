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
 * A step from stream to stream: it begins with the first piece of its input.
 *
 * @param name what its runs are called
 * @param function makes the stream
 */
record GeneratorBody<I, O>(String name,
		Function<? super Flux<I>, ? extends Publisher<O>> function) implements StepBody<I, O> {

	@Override
	public OpenCall<O> open(I input, Setup setup) {
		return setup.chain(this.name, input)
			.openPublisher(
					() -> Pieces.whole(Flux.from(this.function.apply(Flux.just(input))))
						.switchIfEmpty(Mono
							.error(() -> new EmptyAnswerException("Generator '" + this.name + "' gave nothing"))),
					setup.caller());
	}

	@Override
	public Flux<O> transform(Flux<I> input, Setup setup) {
		return FirstPiece.of(setup.opener(), input,
				(first, pieces) -> setup.chain(this.name, first).stream(() -> this.function.apply(pieces)));
	}

	@Override
	public int operators() {
		return 1;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Steps one after another, each of which gets the output of the one before. Their calls
 * do not nest, however many they are. A stream goes through all steps at once.
 *
 * @param steps the steps, of matching types
 */
record SequenceBody<I, O>(List<Step<Object, Object>> steps) implements CompositeBody<I, O> {

	SequenceBody<I, O> followedBy(Step<Object, Object> next) {
		List<Step<Object, Object>> all = new ArrayList<>(this.steps);
		all.add(next);
		return new SequenceBody<>(List.copyOf(all));
	}

	@Override
	public String name() {
		return "sequence";
	}

	@Override
	public int operators() {
		if (this.steps.get(0).operators() == 0) {
			return 0;
		}
		return 1 + this.steps.stream().mapToInt(Step::operators).sum();
	}

	@Override
	public Publisher<O> output(I input, Parts parts) {
		return output(Flux.just(input), parts);
	}

	@SuppressWarnings("unchecked")
	private Flux<O> output(Flux<I> input, Parts parts) {
		return (Flux<O>) new SequenceCall(this.steps, parts).output((Flux<Object>) input);
	}

	@Override
	public Flux<O> transform(Flux<I> input, Setup setup) {
		return FirstPieceFlux.of(setup.opener(), input, (first, pieces) -> setup.chain(name(), first)
			.streamComposed((caller) -> output(pieces, Parts.inPieces(setup.with(caller)))));
	}

}

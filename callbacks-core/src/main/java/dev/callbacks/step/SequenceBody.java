// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import dev.callbacks.RunConfig;
import dev.callbacks.call.Caller;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunOpener;
import reactor.core.publisher.Flux;

/**
 * Steps one after another, each of which gets the output of the one before. Their calls
 * do not nest, however many they are. A stream goes through all steps at once.
 *
 * @param steps the steps, of matching types
 */
record SequenceBody<I, O>(List<Step<Object, Object>> steps) implements StepBody<I, O> {

	private static final String NAME = "sequence";

	SequenceBody<I, O> followedBy(Step<Object, Object> next) {
		List<Step<Object, Object>> all = new ArrayList<>(this.steps);
		all.add(next);
		return new SequenceBody<>(List.copyOf(all));
	}

	static RunConfig tag(int index) {
		return RunConfig.empty().localTags("seq:step:" + (index + 1));
	}

	@Override
	@SuppressWarnings("unchecked")
	public OpenCall<O> open(I input, Setup setup) {
		return setup.chain(NAME, input)
			.openComposed((caller) -> (CompletionStage<O>) callAll(input, setup.opener(), caller), setup.caller());
	}

	private CompletionStage<Object> callAll(Object input, RunOpener opener, Caller caller) {
		CallLoop<Object> loop = new CallLoop<>(opener, caller);
		callNext(loop, input, 0);
		return loop.future();
	}

	private void callNext(CallLoop<Object> loop, Object value, int index) {
		if (index == this.steps.size()) {
			loop.end(value);
		}
		else {
			loop.await(this.steps.get(index).open(value, tag(index), loop.caller()).begin(),
					(output) -> callNext(loop, output, index + 1));
		}
	}

	@Override
	public int operators() {
		if (this.steps.get(0).operators() == 0) {
			return 0;
		}
		return 1 + this.steps.stream().mapToInt(Step::operators).sum();
	}

	@Override
	public Flux<O> streamOf(I input, Setup setup) {
		return transform(Flux.just(input), setup);
	}

	@Override
	@SuppressWarnings("unchecked")
	public Flux<O> transform(Flux<I> input, Setup setup) {
		return FirstPieceFlux.of(setup.opener(), input, (first, pieces) -> setup.chain(NAME, first)
			.stream(() -> (Flux<O>) new SequenceStream(this.steps, setup.opener()).of((Flux<Object>) pieces)));
	}

}

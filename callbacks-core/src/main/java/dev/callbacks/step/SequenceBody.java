// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.CallbackManager;
import dev.callbacks.OpenCall;
import dev.callbacks.RunCall;
import dev.callbacks.RunConfig;
import dev.callbacks.event.RunKind;
import reactor.core.publisher.Flux;

/**
 * Steps one after another, each given what the one before made. However many they are,
 * they do not nest. A stream goes through all of them at once.
 *
 * @param steps the steps, whose types fit each other
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
		RunCall run = FunctionBody.describe(setup.run(RunKind.CHAIN, NAME), input);
		return setup.isBlocking() ? run.open(() -> (O) call(input), setup.caller())
				: run.openAsync(() -> (CompletableFuture<O>) callAsync(input, setup.manager()), null);
	}

	private Object call(Object input) {
		Object value = input;
		for (int i = 0; i < this.steps.size(); i++) {
			value = this.steps.get(i).call(value, tag(i));
		}
		return value;
	}

	private CompletableFuture<Object> callAsync(Object input, CallbackManager manager) {
		CallLoop<Object> loop = new CallLoop<>(manager);
		callNext(loop, input, 0);
		return loop.future();
	}

	private void callNext(CallLoop<Object> loop, Object value, int index) {
		if (index == this.steps.size()) {
			loop.end(value);
		}
		else {
			loop.await(this.steps.get(index).callAsync(value, tag(index)),
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
		return FirstPiece.of(setup.manager(), input,
				(first, pieces) -> FunctionBody.describe(setup.run(RunKind.CHAIN, NAME), first)
					.stream(() -> (Flux<O>) new SequenceStream(this.steps, setup.manager()).of((Flux<Object>) pieces)));
	}

}

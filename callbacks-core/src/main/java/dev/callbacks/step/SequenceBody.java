/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.CurrentRun;
import dev.callbacks.OpenCall;
import dev.callbacks.Run;
import dev.callbacks.RunCall;
import dev.callbacks.RunConfig;
import dev.callbacks.event.RunKind;
import reactor.core.publisher.Flux;

/**
 * Steps one after another, each given what the one before made. A stream goes through all
 * of them at once.
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

	private static RunConfig tag(int index) {
		return RunConfig.empty().localTags("seq:step:" + (index + 1));
	}

	@Override
	@SuppressWarnings("unchecked")
	public OpenCall<O> open(I input, Setup setup) {
		RunCall run = FunctionBody.describe(setup.run(RunKind.CHAIN, NAME), input);
		return setup.isBlocking() ? run.open(() -> (O) call(input), setup.caller())
				: run.openAsync(() -> (CompletableFuture<O>) callAsync(input, 0), null);
	}

	private Object call(Object input) {
		Object value = input;
		for (int i = 0; i < this.steps.size(); i++) {
			value = this.steps.get(i).call(value, tag(i));
		}
		return value;
	}

	private CompletableFuture<?> callAsync(Object input, int index) {
		CompletableFuture<Object> step = this.steps.get(index).callAsync(input, tag(index));
		if (index == this.steps.size() - 1) {
			return step;
		}
		// our futures complete with the run of their caller current, which is this one
		return StepFutures.compose(step, (value) -> callAsync(value, index + 1));
	}

	@Override
	@SuppressWarnings("unchecked")
	public Flux<O> transform(Flux<I> input, Setup setup) {
		return input.switchOnFirst((first, pieces) -> first.isOnError() ? (Flux<O>) pieces
				: FunctionBody.describe(setup.run(RunKind.CHAIN, NAME), first.get())
					.stream(() -> (Flux<O>) through((Flux<Object>) pieces)));
	}

	/**
	 * Each step is below the run of the sequence, and not below that of the step which
	 * takes its pieces.
	 */
	private Flux<Object> through(Flux<Object> input) {
		Run run = Run.current();
		Flux<Object> pieces = input;
		for (int i = 0; i < this.steps.size(); i++) {
			pieces = this.steps.get(i)
				.transform(pieces, tag(i))
				.contextWrite((context) -> context.put(CurrentRun.KEY, run));
		}
		return pieces;
	}

}

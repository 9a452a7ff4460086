// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.List;
import java.util.Optional;

import dev.callbacks.Run;
import dev.callbacks.call.Caller;
import dev.callbacks.call.RunOpener;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * A stream through a sequence, for one subscription. Created with the run of the sequence
 * as the current one, which becomes the parent of each step.
 * <p>
 * Only a step that takes pieces is an operator on the steps before it. A step that takes
 * a whole input waits for a call of the steps before it. These calls are made in a loop,
 * and the steps after the last of them are streamed. So no more operators nest than there
 * are steps in a row that take pieces.
 */
final class SequenceStream {

	/**
	 * The number of operators that signal each other on one stack. Each begins, ends or
	 * cancels a run, which takes some dozens of frames.
	 */
	private static final int OPERATORS_ON_A_STACK = 32;

	private final Run run = Run.current();

	private final List<Step<Object, Object>> steps;

	private final RunOpener opener;

	SequenceStream(List<Step<Object, Object>> steps, RunOpener opener) {
		this.steps = steps;
		this.opener = opener;
	}

	Flux<Object> of(Flux<Object> input) {
		int last = this.steps.size() - 1;
		while (last >= 0 && takesPieces(last)) {
			last--;
		}
		int streamed = last;
		return (streamed < 0) ? through(input, 0, this.steps.size()) : inputOf(streamed, input)
			.flatMapMany((whole) -> through(streamOf(streamed, whole), streamed + 1, this.steps.size()));
	}

	private boolean takesPieces(int step) {
		return this.steps.get(step).operators() > 0;
	}

	/**
	 * Returns the whole input of the last step that takes one.
	 */
	private Mono<Optional<Object>> inputOf(int last, Flux<Object> pieces) {
		return Mono.deferContextual((context) -> Mono.create((sink) -> {
			CallLoop<Optional<Object>> loop = new CallLoop<>(this.opener, Caller.NOBODY);
			sink.onCancel(() -> loop.future().cancel(true));
			loop.future().whenComplete((whole, failure) -> {
				if (failure != null) {
					sink.error(failure);
				}
				else {
					sink.success(whole);
				}
			});
			collect(loop, pieces, 0, last, Context.of(context));
		}));
	}

	private void collect(CallLoop<Optional<Object>> loop, Flux<Object> pieces, int from, int last, Context context) {
		int next = from;
		while (next < last && takesPieces(next)) {
			next++;
		}
		int step = next;
		loop.await(Aggregation.of(through(pieces, from, step)).contextWrite(context).toFuture(), (value) -> {
			Optional<Object> whole = Optional.ofNullable(value);
			if (step == last) {
				loop.end(whole);
			}
			else {
				collect(loop, streamOf(step, whole), step + 1, last, context);
			}
		});
	}

	/**
	 * Returns the output of a step for a whole input. As in a call, it is a failure if
	 * there is none for it or for the next step.
	 */
	private Flux<Object> streamOf(int step, Optional<Object> input) {
		Flux<Object> none = Flux.error(Step::noInput);
		Flux<Object> output = input.map((whole) -> below(this.steps.get(step).streamOf(whole, SequenceBody.tag(step))))
			.orElse(none);
		return (step == this.steps.size() - 1) ? output : output.switchIfEmpty(none);
	}

	private Flux<Object> through(Flux<Object> input, int from, int to) {
		Flux<Object> pieces = input;
		int operators = 0;
		for (int i = from; i < to; i++) {
			Step<Object, Object> step = this.steps.get(i);
			if (operators + step.operators() > OPERATORS_ON_A_STACK) {
				pieces = onAnotherStack(pieces);
				operators = 0;
			}
			operators += step.operators();
			pieces = below(step.transform(pieces, SequenceBody.tag(i)));
		}
		return pieces;
	}

	private Flux<Object> below(Flux<Object> pieces) {
		return pieces.contextWrite(this.run::inside);
	}

	/**
	 * Moves signals of all kinds to the work executor. At most one piece more than
	 * requested is taken.
	 */
	private Flux<Object> onAnotherStack(Flux<Object> pieces) {
		Scheduler scheduler = Schedulers
			.fromExecutor((task) -> this.opener.workExecutor().execute(this.opener.withCallersContext(task)));
		return pieces.subscribeOn(scheduler).publishOn(scheduler, 1).cancelOn(scheduler);
	}

}

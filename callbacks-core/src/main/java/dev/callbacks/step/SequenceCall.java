// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.List;

import dev.callbacks.RunConfig;
import dev.callbacks.call.CallLoop;
import dev.callbacks.call.RunOpener;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One call of a sequence.
 * <p>
 * Only a step that takes pieces is an operator on the steps before it. A step that takes
 * a whole input waits for a call of the steps before it. These calls are made in a loop,
 * and the steps after the last of them are streamed. So no more operators nest than there
 * are steps in a row that take pieces.
 */
final class SequenceCall {

	/**
	 * The number of operators that signal each other on one stack. Each begins, ends or
	 * cancels a run, which takes some dozens of frames.
	 */
	private static final int OPERATORS_ON_A_STACK = 32;

	private final List<Step<Object, Object>> steps;

	private final Parts parts;

	/** The last step that takes a whole input, or -1. */
	private final int lastWhole;

	SequenceCall(List<Step<Object, Object>> steps, Parts parts) {
		this.steps = steps;
		this.parts = parts;
		int last = steps.size() - 1;
		while (last >= 0 && parts.takesPieces(steps.get(last))) {
			last--;
		}
		this.lastWhole = last;
	}

	Flux<Object> output(Flux<Object> input) {
		return (this.lastWhole < 0) ? through(input, 0, this.steps.size())
				: this.parts.loop((loop) -> callNext(loop, input, 0));
	}

	/**
	 * Calls the next step that takes a whole input.
	 * @param output the output of the steps before
	 * @param from the step that gets it
	 */
	private void callNext(CallLoop<Object> loop, Publisher<Object> output, int from) {
		int whole = from;
		while (this.parts.takesPieces(this.steps.get(whole))) {
			whole++;
		}
		int step = whole;
		loop.<Object>await(() -> through(output, from, step), (pieces) -> {
			if (pieces.isEmpty()) {
				loop.fail(Step.noInput());
				return;
			}
			Publisher<Object> next = call(step, Aggregation.merge(pieces));
			if (step < this.lastWhole) {
				callNext(loop, next, step + 1);
			}
			else {
				loop.pass(() -> through(next, step + 1, this.steps.size()));
			}
		});
	}

	/**
	 * Calls a step with a whole input. It is a failure if there is no output for the next
	 * step.
	 */
	private Publisher<Object> call(int step, Object input) {
		Publisher<Object> output = this.parts.call(this.steps.get(step), input, tag(step));
		boolean intoPieces = step + 1 < this.steps.size() && this.parts.takesPieces(this.steps.get(step + 1));
		return intoPieces ? Flux.from(output).switchIfEmpty(Flux.error(Step::noInput)) : output;
	}

	private static RunConfig tag(int step) {
		return RunConfig.empty().localTags("seq:step:" + (step + 1));
	}

	/**
	 * Streams pieces through steps that take them.
	 */
	private Flux<Object> through(Publisher<Object> input, int from, int to) {
		Flux<Object> pieces = Flux.from(input);
		int operators = 0;
		for (int i = from; i < to; i++) {
			Step<Object, Object> step = this.steps.get(i);
			if (operators + step.operators() > OPERATORS_ON_A_STACK) {
				pieces = onAnotherStack(pieces);
				operators = 0;
			}
			operators += step.operators();
			pieces = this.parts.through(step, pieces, tag(i));
		}
		return pieces;
	}

	/**
	 * Moves signals of all kinds to the work executor. At most one piece more than
	 * requested is taken.
	 */
	private Flux<Object> onAnotherStack(Flux<Object> pieces) {
		RunOpener opener = this.parts.setup().opener();
		Scheduler scheduler = Schedulers
			.fromExecutor((task) -> opener.workExecutor().execute(opener.withCallersContext(task)));
		return pieces.subscribeOn(scheduler).publishOn(scheduler, 1).cancelOn(scheduler);
	}

}

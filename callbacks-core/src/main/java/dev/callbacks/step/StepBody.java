// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.List;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallerLoop;
import dev.callbacks.Handler;
import dev.callbacks.OpenCall;
import dev.callbacks.RunCall;
import dev.callbacks.RunConfig;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a step does, for one call at a time.
 */
interface StepBody<I, O> {

	/**
	 * Opens a call for one input.
	 */
	OpenCall<O> open(I input, Setup setup);

	/**
	 * Turns a stream of pieces of the input into pieces of the output. Unless a step has
	 * a better way, it waits for the whole input and makes one call.
	 */
	default Flux<O> transform(Flux<I> input, Setup setup) {
		return Pieces.whole(input).flatMapMany((whole) -> streamOf(whole, setup));
	}

	/**
	 * The pieces of the output for a whole input.
	 */
	default Flux<O> streamOf(I input, Setup setup) {
		return Mono.defer(() -> OpenCall.<O>mono((context) -> open(input, setup))).flux();
	}

	/**
	 * Counts the operators, each with a run, that lie between the pieces of the input and
	 * those of the output; 0 if the step waits for the whole input, as by default.
	 */
	default int operators() {
		return 0;
	}

	/**
	 * How one call is made.
	 *
	 * @param manager tells the handlers
	 * @param config what the caller and the step say of the call
	 * @param handlers the handlers of the step
	 * @param caller the loop of the caller that waits, or {@code null}
	 */
	record Setup(CallbackManager manager, RunConfig config, List<Handler> handlers, @Nullable CallerLoop caller) {

		/**
		 * A run for the call.
		 */
		RunCall run(RunKind kind, String name) {
			return this.manager.run(kind, name).with(this.config).localHandlers(this.handlers);
		}

		boolean isBlocking() {
			return this.caller != null;
		}

	}

}

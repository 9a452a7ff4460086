// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.List;

import dev.callbacks.Handler;
import dev.callbacks.RunConfig;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.Caller;
import dev.callbacks.call.Failures;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunOpener;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The implementation of a step.
 */
interface StepBody<I, O> {

	/**
	 * Opens a call for one input.
	 */
	OpenCall<O> open(I input, Setup setup);

	/**
	 * Transforms pieces of the input to pieces of the output. By default it waits for the
	 * whole input and makes one call.
	 */
	default Flux<O> transform(Flux<I> input, Setup setup) {
		return Aggregation.of(input).flatMapMany((whole) -> Failures.asEnd(() -> streamOf(whole, setup)));
	}

	/**
	 * Streams the output for a whole input.
	 */
	default Flux<O> streamOf(I input, Setup setup) {
		return OpenCall.<O>mono(setup.opener(), (caller) -> open(input, setup.with(caller))).flux();
	}

	/**
	 * Counts the operators, each with a run, between the pieces of the input and those of
	 * the output; none by default, since the step waits for the whole input.
	 */
	default int operators() {
		return 0;
	}

	/**
	 * The setup of one call.
	 *
	 * @param opener opens the runs
	 * @param config the configuration of caller and step
	 * @param handlers the handlers of the step
	 * @param caller the caller
	 */
	record Setup(RunOpener opener, RunConfig config, List<Handler> handlers, Caller caller) {

		/**
		 * Describes a run for the call.
		 */
		CallSpec run(RunKind kind, String name) {
			return CallSpec.of(this.opener, kind, name).with(this.config).localHandlers(this.handlers);
		}

		/**
		 * Describes a chain for the call, with its input.
		 */
		CallSpec chain(String name, @Nullable Object input) {
			return run(RunKind.CHAIN, name).input(input);
		}

		Setup with(Caller caller) {
			return new Setup(this.opener, this.config, this.handlers, caller);
		}

	}

}

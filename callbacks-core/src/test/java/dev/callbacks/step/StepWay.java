// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import dev.callbacks.TestFutures;
import dev.callbacks.RunConfig;

/**
 * A way to call a step.
 */
enum StepWay {

	BLOCKING {

		@Override
		<I, O> O call(Step<I, O> step, I input, RunConfig config) {
			return step.call(input, config);
		}

	},
	FUTURE {

		@Override
		<I, O> O call(Step<I, O> step, I input, RunConfig config) {
			return TestFutures.get(step.callAsync(input, config));
		}

	},
	STREAM {

		@Override
		<I, O> O call(Step<I, O> step, I input, RunConfig config) {
			return Aggregation.of(step.stream(input, config)).block();
		}

	},
	MONO {

		@Override
		<I, O> O call(Step<I, O> step, I input, RunConfig config) {
			return step.with(config).mono(input).block();
		}

	};

	abstract <I, O> O call(Step<I, O> step, I input, RunConfig config);

	<I, O> O call(Step<I, O> step, I input) {
		return call(step, input, RunConfig.empty());
	}

}

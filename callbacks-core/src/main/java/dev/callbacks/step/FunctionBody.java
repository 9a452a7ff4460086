// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.callbacks.call.CallSpec;
import dev.callbacks.call.OpenCall;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * A step over a function, which may block or returns a stage.
 *
 * @param kind the kind of its runs
 * @param name the name of its runs
 * @param blocking the function that may block, or {@code null}
 * @param async the function that returns a stage, or {@code null}
 */
record FunctionBody<I, O>(RunKind kind, String name, @Nullable StepFunction<? super I, ? extends O> blocking,
		@Nullable Function<? super I, ? extends CompletionStage<? extends O>> async) implements StepBody<I, O> {

	static <I, O> FunctionBody<I, O> of(RunKind kind, String name, StepFunction<? super I, ? extends O> function) {
		return new FunctionBody<>(kind, name, function, null);
	}

	static <I, O> FunctionBody<I, O> ofAsync(RunKind kind, String name,
			Function<? super I, ? extends CompletionStage<? extends O>> function) {
		return new FunctionBody<>(kind, name, null, function);
	}

	@Override
	public OpenCall<O> open(I input, Setup setup) {
		CallSpec run = setup.run(this.kind, this.name).input(input);
		StepFunction<? super I, ? extends O> blocking = this.blocking;
		Function<? super I, ? extends CompletionStage<? extends O>> async = this.async;
		if (blocking != null) {
			return run.open(() -> blocking.apply(input), setup.caller());
		}
		if (async == null) {
			throw new IllegalStateException("A step needs a function");
		}
		return run.openAsync(() -> async.apply(input), setup.caller());
	}

}

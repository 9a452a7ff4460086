// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.callbacks.Handler;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.Failures;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.Stages;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * A step that calls a tool.
 *
 * @param tool the tool
 */
record ToolBody(Tool tool) implements StepBody<Map<String, Object>, Object> {

	@Override
	public OpenCall<Object> open(Map<String, Object> input, Setup setup) {
		return open(run(setup).inputs(input), () -> input, setup, this.tool.onFailure());
	}

	/**
	 * Opens the call that a model requested. Invalid arguments become an error as output.
	 */
	OpenCall<Object> open(ToolCall call, Setup setup) {
		CallSpec run = run(setup).toolCallId(call.id());
		Supplier<Map<String, Object>> arguments;
		try {
			Map<String, Object> parsed = ToolArguments.parse(call.arguments());
			run = run.inputs(parsed);
			arguments = () -> parsed;
		}
		catch (InvalidToolInputException ex) {
			arguments = () -> {
				throw ex;
			};
		}
		Function<? super Throwable, ?> onFailure = this.tool.onFailure();
		return open(run.inputText(call.arguments()), arguments, setup, (failure) -> answer(failure, onFailure));
	}

	// the output of a tool may be null
	@SuppressWarnings("NullAway")
	private static Object answer(Throwable failure, @Nullable Function<? super Throwable, ?> onFailure) {
		if (failure instanceof InvalidToolInputException) {
			return "Error: " + failure.getMessage();
		}
		return (onFailure != null) ? onFailure.apply(failure) : NoOutput.INSTANCE;
	}

	private CallSpec run(Setup setup) {
		List<Handler> handlers = new ArrayList<>(setup.handlers());
		handlers.addAll(this.tool.handlers());
		return setup.run(RunKind.TOOL, this.tool.definition().name())
			.localHandlers(handlers)
			.description(this.tool.definition().description());
	}

	private OpenCall<Object> open(CallSpec run, Supplier<Map<String, Object>> arguments, Setup setup,
			@Nullable Function<? super Throwable, ?> onFailure) {
		StepFunction<Map<String, Object>, ?> blocking = this.tool.blocking();
		if (blocking != null) {
			return run.open(() -> callBlocking(blocking, arguments, onFailure), setup.caller());
		}
		Function<Map<String, Object>, ? extends CompletionStage<?>> async = Objects.requireNonNull(this.tool.async());
		return run.openAsync(() -> callAsync(async, arguments, onFailure), setup.caller());
	}

	// the output of a tool may be null
	@SuppressWarnings("NullAway")
	private static Object callBlocking(StepFunction<Map<String, Object>, ?> function,
			Supplier<Map<String, Object>> arguments, @Nullable Function<? super Throwable, ?> onFailure)
			throws Exception {
		try {
			return function.apply(arguments.get());
		}
		catch (Throwable ex) {
			Object answer = outputFor(ex, onFailure);
			if (answer == NoOutput.INSTANCE) {
				throw ex;
			}
			return answer;
		}
	}

	private static CompletionStage<Object> callAsync(
			Function<Map<String, Object>, ? extends CompletionStage<?>> function,
			Supplier<Map<String, Object>> arguments, @Nullable Function<? super Throwable, ?> onFailure) {
		CompletableFuture<Object> output = new CompletableFuture<>();
		CompletionStage<?> stage;
		try {
			stage = Objects.requireNonNull(function.apply(arguments.get()), "The tool returned no stage, but null");
		}
		catch (Throwable ex) {
			Failures.throwIfFatal(ex);
			stage = CompletableFuture.failedFuture(ex);
		}
		CompletionStage<?> toolStage = stage;
		Stages.whenDone(output, (value, failure) -> toolStage.toCompletableFuture().cancel(true));
		Stages.whenForeignDone(stage, (value, failure) -> {
			try {
				Object answer = (failure != null) ? outputFor(failure, onFailure) : value;
				if (failure != null && answer == NoOutput.INSTANCE) {
					output.completeExceptionally(failure);
				}
				else {
					output.complete(answer);
				}
			}
			catch (Throwable answerFailure) {
				output.completeExceptionally(answerFailure);
			}
		});
		return output;
	}

	private static @Nullable Object outputFor(Throwable failure, @Nullable Function<? super Throwable, ?> onFailure) {
		if (onFailure == null || Failures.isInterrupt(failure) || Failures.isFatal(failure)) {
			// an interrupt means a cancelled run, whose output has no reader
			return NoOutput.INSTANCE;
		}
		return onFailure.apply(failure);
	}

	/**
	 * The marker for a failure without an output.
	 */
	private enum NoOutput {

		INSTANCE

	}

}

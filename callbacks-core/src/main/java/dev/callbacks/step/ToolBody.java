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
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunFutures;
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
	 * Opens the call that a model asked for. Arguments that the tool cannot use are
	 * answered.
	 */
	OpenCall<Object> open(ToolCall call, Setup setup) {
		CallSpec run = run(setup).toolCallId(call.id());
		Map<String, Object> arguments = null;
		InvalidToolInputException invalid = null;
		try {
			arguments = ToolArguments.parse(call.arguments());
			run = run.inputs(arguments);
		}
		catch (InvalidToolInputException ex) {
			invalid = ex;
		}
		run = run.inputText(call.arguments());
		Map<String, Object> parsed = arguments;
		InvalidToolInputException refused = invalid;
		Function<? super Throwable, ?> onFailure = this.tool.onFailure();
		return open(run, () -> {
			if (refused != null) {
				throw refused;
			}
			return Objects.requireNonNull(parsed);
		}, setup, (failure) -> answer(failure, onFailure));
	}

	// a tool may answer nothing
	@SuppressWarnings("NullAway")
	private static Object answer(Throwable failure, @Nullable Function<? super Throwable, ?> onFailure) {
		if (failure instanceof InvalidToolInputException) {
			return "Error: " + failure.getMessage();
		}
		return (onFailure != null) ? onFailure.apply(failure) : Unanswered.INSTANCE;
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
			return run.open(() -> called(blocking, arguments, onFailure), setup.caller());
		}
		Function<Map<String, Object>, ? extends CompletionStage<?>> async = Objects.requireNonNull(this.tool.async());
		return run.openAsync(() -> answered(async, arguments, onFailure), setup.caller());
	}

	// a tool may answer nothing
	@SuppressWarnings("NullAway")
	private static Object called(StepFunction<Map<String, Object>, ?> function, Supplier<Map<String, Object>> arguments,
			@Nullable Function<? super Throwable, ?> onFailure) throws Exception {
		try {
			return function.apply(arguments.get());
		}
		catch (Exception ex) {
			Object answer = answerOrNothing(ex, onFailure);
			if (answer == Unanswered.INSTANCE) {
				throw ex;
			}
			return answer;
		}
	}

	private static CompletionStage<Object> answered(
			Function<Map<String, Object>, ? extends CompletionStage<?>> function,
			Supplier<Map<String, Object>> arguments, @Nullable Function<? super Throwable, ?> onFailure) {
		CompletableFuture<Object> output = new CompletableFuture<>();
		CompletionStage<?> stage;
		try {
			stage = function.apply(arguments.get());
		}
		catch (Throwable ex) {
			if (RunFutures.isFatal(ex)) {
				throw ex;
			}
			stage = CompletableFuture.failedFuture(ex);
		}
		CompletionStage<?> asked = stage;
		output.whenComplete((value, failure) -> asked.toCompletableFuture().cancel(true));
		stage.whenComplete((value, ex) -> {
			try {
				Throwable failure = RunFutures.unwrap(ex);
				Object answer = (failure != null) ? answerOrNothing(failure, onFailure) : value;
				if (failure != null && answer == Unanswered.INSTANCE) {
					output.completeExceptionally(failure);
				}
				else {
					output.complete(answer);
				}
			}
			catch (Throwable unanswerable) {
				output.completeExceptionally(unanswerable);
			}
		});
		return output;
	}

	private static @Nullable Object answerOrNothing(Throwable failure,
			@Nullable Function<? super Throwable, ?> onFailure) {
		if (onFailure == null || failure instanceof InterruptedException || failure instanceof Error) {
			// who was interrupted was cancelled, and nobody waits for an answer
			return Unanswered.INSTANCE;
		}
		return onFailure.apply(failure);
	}

	/**
	 * Says that a failure stays one.
	 */
	private enum Unanswered {

		INSTANCE

	}

}

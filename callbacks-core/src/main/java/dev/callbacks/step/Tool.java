// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.callbacks.Handler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.RunConfig;
import dev.callbacks.message.ToolDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A function that a model can request, with its definition for the model.
 * <p>
 * <b>Thread-safety</b>: immutable. <b>Failure</b>: a failure of the function fails the
 * tool's run and its caller, unless {@link #answeringFailures(Function)} turns it into an
 * output.
 *
 * @since 0.1.0
 */
public final class Tool {

	private static final String FUNCTION = "The function of a tool";

	private final ToolDefinition definition;

	private final @Nullable StepFunction<Map<String, Object>, ?> blocking;

	private final @Nullable Function<Map<String, Object>, ? extends CompletionStage<?>> async;

	private final @Nullable Function<? super Throwable, ?> onFailure;

	private final List<Handler> handlers;

	private Tool(ToolDefinition definition, @Nullable StepFunction<Map<String, Object>, ?> blocking,
			@Nullable Function<Map<String, Object>, ? extends CompletionStage<?>> async,
			@Nullable Function<? super Throwable, ?> onFailure, List<Handler> handlers) {
		if (InvalidRequestException.required(definition, "The definition of a tool").name().isBlank()) {
			throw new InvalidRequestException("The name of a tool must not be blank");
		}
		this.definition = definition;
		this.blocking = blocking;
		this.async = async;
		this.onFailure = onFailure;
		this.handlers = handlers;
	}

	/**
	 * Creates a tool over a function that may block.
	 * @param definition the definition for the model
	 * @param function computes the output from the arguments
	 * @return the tool
	 */
	public static Tool of(ToolDefinition definition, StepFunction<Map<String, Object>, ?> function) {
		return new Tool(definition, InvalidRequestException.required(function, FUNCTION), null, null, List.of());
	}

	/**
	 * Creates a tool over a function that does not block, and completes with its stage.
	 * @param definition the definition for the model
	 * @param function computes the output from the arguments
	 * @return the tool
	 */
	public static Tool ofAsync(ToolDefinition definition,
			Function<Map<String, Object>, ? extends CompletionStage<?>> function) {
		return new Tool(definition, null, InvalidRequestException.required(function, FUNCTION), null, List.of());
	}

	/**
	 * Returns this tool with outputs for its failures: after a failure its run ends
	 * normally, with such an output. An interrupt, and an error of the virtual machine
	 * other than an overflow of the stack, still end the run.
	 * @param answer creates the output for a failure
	 * @return the tool
	 */
	public Tool answeringFailures(Function<? super Throwable, ?> answer) {
		return new Tool(this.definition, this.blocking, this.async,
				InvalidRequestException.required(answer, "The answer to the failures of a tool"), this.handlers);
	}

	/**
	 * Returns this tool with further handlers of its own, for its runs but not for runs
	 * below them.
	 * @param handlers the handlers
	 * @return the tool
	 */
	public Tool withHandlers(Handler... handlers) {
		List<Handler> all = new ArrayList<>(this.handlers);
		all.addAll(RunConfig.handlers(handlers).handlers());
		return new Tool(this.definition, this.blocking, this.async, this.onFailure, List.copyOf(all));
	}

	/**
	 * Returns the definition for the model.
	 * @return the definition
	 */
	public ToolDefinition definition() {
		return this.definition;
	}

	List<Handler> handlers() {
		return this.handlers;
	}

	/**
	 * Returns the function that may block, or {@code null} if there is none.
	 */
	@Nullable StepFunction<Map<String, Object>, ?> blocking() {
		return this.blocking;
	}

	@Nullable Function<Map<String, Object>, ? extends CompletionStage<?>> async() {
		return this.async;
	}

	@Nullable Function<? super Throwable, ?> onFailure() {
		return this.onFailure;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

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
 * Something that a model can ask for: what the model is told of it, and what it does.
 * <p>
 * <b>Thread-safety</b>: immutable. <b>Failure</b>: what the function fails with is an
 * error of the tool's run, and of whoever called it, unless
 * {@link #answeringFailures(Function)} makes an answer of it.
 *
 * @since 0.1.0
 */
public final class Tool {

	private final ToolDefinition definition;

	private final @Nullable StepFunction<Map<String, Object>, ?> blocking;

	private final @Nullable Function<Map<String, Object>, ? extends CompletionStage<?>> async;

	private final @Nullable Function<? super Throwable, ?> onFailure;

	private final List<Handler> handlers;

	private Tool(ToolDefinition definition, @Nullable StepFunction<Map<String, Object>, ?> blocking,
			@Nullable Function<Map<String, Object>, ? extends CompletionStage<?>> async,
			@Nullable Function<? super Throwable, ?> onFailure, List<Handler> handlers) {
		if (definition.name().isBlank()) {
			throw new InvalidRequestException("A tool needs a name");
		}
		this.definition = definition;
		this.blocking = blocking;
		this.async = async;
		this.onFailure = onFailure;
		this.handlers = handlers;
	}

	/**
	 * A tool over a function that may block.
	 * @param definition what the model is told
	 * @param function makes the output of the arguments
	 * @return the tool
	 */
	public static Tool of(ToolDefinition definition, StepFunction<Map<String, Object>, ?> function) {
		return new Tool(definition, function, null, null, List.of());
	}

	/**
	 * A tool over a function that does not block, and whose stage is awaited.
	 * @param definition what the model is told
	 * @param function makes the output of the arguments
	 * @return the tool
	 */
	public static Tool ofAsync(ToolDefinition definition,
			Function<Map<String, Object>, ? extends CompletionStage<?>> function) {
		return new Tool(definition, null, function, null, List.of());
	}

	/**
	 * This tool making an answer of its failures: its run ends, with an output that says
	 * what went wrong.
	 * @param answer makes the output of a failure
	 * @return the tool
	 */
	public Tool answeringFailures(Function<? super Throwable, ?> answer) {
		return new Tool(this.definition, this.blocking, this.async, answer, this.handlers);
	}

	/**
	 * This tool with handlers of its own, which are told of its runs but not of what lies
	 * below them.
	 * @param handlers the handlers
	 * @return the tool
	 */
	public Tool withHandlers(Handler... handlers) {
		return new Tool(this.definition, this.blocking, this.async, this.onFailure,
				RunConfig.handlers(handlers).handlers());
	}

	/**
	 * What the model is told.
	 * @return the definition
	 */
	public ToolDefinition definition() {
		return this.definition;
	}

	List<Handler> handlers() {
		return this.handlers;
	}

	/**
	 * The function that may block, or {@code null} if a stage is awaited.
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

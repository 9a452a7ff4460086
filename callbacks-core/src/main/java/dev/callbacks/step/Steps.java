// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.callbacks.CallbackManager;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.call.RunOpener;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Document;
import dev.callbacks.message.LlmResult;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * A factory of steps, whose runs are opened by one manager.
 * <p>
 * <b>Thread-safety</b>: immutable. <b>Failure</b>: an invalid argument is refused when
 * the step is created, with an {@link InvalidRequestException}.
 *
 * @since 0.1.0
 */
public final class Steps {

	private static final String FUNCTION = "The function of a step";

	private static final String MODEL = "The model of a step";

	private static final String PROMPT = "The message of a prompt";

	private final RunOpener opener;

	/**
	 * Creates a factory.
	 * @param manager opens the runs
	 */
	public Steps(CallbackManager manager) {
		this.opener = RunOpener.of(manager);
	}

	/**
	 * Creates a step over a function, which may block. In an asynchronous call it runs on
	 * the work executor.
	 * @param <I> the type of the input
	 * @param <O> the type of the output
	 * @param name the name of its runs
	 * @param function the function
	 * @return the step
	 */
	public <I, O> Step<I, O> lambda(String name, StepFunction<? super I, ? extends O> function) {
		return step(FunctionBody.of(RunKind.CHAIN, valid(name), InvalidRequestException.required(function, FUNCTION)));
	}

	/**
	 * Creates a step over a function that does not block, and completes with its stage.
	 * @param <I> the type of the input
	 * @param <O> the type of the output
	 * @param name the name of its runs
	 * @param function the function
	 * @return the step
	 */
	public <I, O> Step<I, O> lambdaAsync(String name,
			Function<? super I, ? extends CompletionStage<? extends O>> function) {
		return step(
				FunctionBody.ofAsync(RunKind.CHAIN, valid(name), InvalidRequestException.required(function, FUNCTION)));
	}

	/**
	 * Creates a step from stream to stream, which begins with the first piece of its
	 * input. A call for one whole output aggregates the pieces: texts are joined, lists
	 * appended, maps merged; of other types the last piece is the output.
	 * @param <I> the type of the input
	 * @param <O> the type of the output
	 * @param name the name of its runs
	 * @param function the function
	 * @return the step
	 */
	public <I, O> Step<I, O> generator(String name, Function<? super Flux<I>, ? extends Publisher<O>> function) {
		return step(new GeneratorBody<>(valid(name), InvalidRequestException.required(function, FUNCTION)));
	}

	/**
	 * Creates a step that asks a model, in the model's run.
	 * @param model the model
	 * @return the step
	 */
	public Step<ChatRequest, LlmResult> model(CallbackChatModel model) {
		return step(new ModelBody(InvalidRequestException.required(model, MODEL)));
	}

	/**
	 * Creates a step that asks a model for a text to stream, in the model's run.
	 * @param model the model
	 * @return the step
	 */
	public Step<ChatRequest, String> text(CallbackChatModel model) {
		return step(new ModelBody.Text(new ModelBody(InvalidRequestException.required(model, MODEL))));
	}

	/**
	 * Creates a step that fills the placeholders of a user's message, {@code {name}}.
	 * @param template the message
	 * @return the step
	 */
	public Step<Map<String, Object>, ChatRequest> prompt(String template) {
		return prompt(ChatMessage.user(InvalidRequestException.required(template, PROMPT)));
	}

	/**
	 * Creates a step that fills the placeholders of messages, {@code {name}}.
	 * @param messages the messages
	 * @return the step
	 */
	public Step<Map<String, Object>, ChatRequest> prompt(ChatMessage... messages) {
		for (ChatMessage message : InvalidRequestException.required(messages, PROMPT)) {
			InvalidRequestException.required(message, PROMPT);
		}
		PromptTemplate template = new PromptTemplate(List.of(messages));
		return step(FunctionBody.of(RunKind.PROMPT, "prompt", template::fill));
	}

	/**
	 * Creates a step that parses a model's answer.
	 * @param <O> the type of the output
	 * @param name the name of its runs
	 * @param function the function
	 * @return the step
	 */
	public <O> Step<LlmResult, O> parser(String name, StepFunction<? super LlmResult, ? extends O> function) {
		return step(FunctionBody.of(RunKind.PARSER, valid(name), InvalidRequestException.required(function, FUNCTION)));
	}

	/**
	 * Creates a step that finds documents for a query.
	 * @param name the name of its runs
	 * @param function the function, which may block
	 * @return the step
	 */
	public Step<String, List<Document>> retriever(String name, StepFunction<String, List<Document>> function) {
		return step(
				FunctionBody.of(RunKind.RETRIEVER, valid(name), InvalidRequestException.required(function, FUNCTION)));
	}

	/**
	 * Creates a step that calls a tool with arguments by name.
	 * @param tool the tool
	 * @return the step
	 */
	public Step<Map<String, Object>, Object> tool(Tool tool) {
		return step(new ToolBody(InvalidRequestException.required(tool, "The tool of a step")));
	}

	/**
	 * Creates a step of steps side by side, which all get the same input. In a stream,
	 * each piece has the name of its branch; {@code null} stands for the output of a
	 * branch without one.
	 * @param <I> the type of the input
	 * @param <O> the type of the branches' outputs
	 * @param branches the steps by name
	 * @return the step
	 */
	@SuppressWarnings("unchecked")
	public <I, O> Step<I, Map<String, O>> parallel(Map<String, ? extends Step<? super I, ? extends O>> branches) {
		if (InvalidRequestException.required(branches, "The branches of a step").isEmpty()) {
			throw new InvalidRequestException("A parallel step needs at least one branch");
		}
		Map<String, Step<I, O>> copy = new LinkedHashMap<>();
		branches.forEach((name, step) -> copy.put(InvalidRequestException.required(name, "The name of a branch"),
				(Step<I, O>) InvalidRequestException.required(step, "The branch '" + name + "' of a step")));
		return step(new ParallelBody<>(Collections.unmodifiableMap(copy)));
	}

	/**
	 * Creates a builder of an agent: a model that calls tools until it has an answer.
	 * @param name the name of its runs
	 * @param model the model
	 * @return the builder
	 */
	public AgentBuilder agent(String name, CallbackChatModel model) {
		return new AgentBuilder(this.opener, valid(name), InvalidRequestException.required(model, MODEL));
	}

	private <I, O> Step<I, O> step(StepBody<I, O> body) {
		return new Step<>(this.opener, body);
	}

	private static String valid(String name) {
		if (name == null || name.isBlank()) {
			throw new InvalidRequestException("The name of a step must not be blank");
		}
		return name;
	}

}

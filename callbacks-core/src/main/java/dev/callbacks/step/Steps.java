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
 * Makes steps whose runs one manager tells of.
 * <p>
 * <b>Thread-safety</b>: immutable. <b>Failure</b>: what cannot work is refused when the
 * step is made, by an {@link InvalidRequestException}.
 *
 * @since 0.1.0
 */
public final class Steps {

	private static final String FUNCTION = "The function of a step";

	private static final String MODEL = "The model of a step";

	private final RunOpener opener;

	/**
	 * A maker of steps.
	 * @param manager tells the handlers
	 */
	public Steps(CallbackManager manager) {
		this.opener = RunOpener.of(manager);
	}

	/**
	 * A step over a function, which may block. Under an asynchronous call it runs on the
	 * work executor.
	 * @param <I> the input
	 * @param <O> the output
	 * @param name what its runs are called
	 * @param function the function
	 * @return the step
	 */
	public <I, O> Step<I, O> lambda(String name, StepFunction<? super I, ? extends O> function) {
		return step(FunctionBody.of(RunKind.CHAIN, named(name), InvalidRequestException.required(function, FUNCTION)));
	}

	/**
	 * A step over a function that does not block, and whose stage is awaited.
	 * @param <I> the input
	 * @param <O> the output
	 * @param name what its runs are called
	 * @param function the function
	 * @return the step
	 */
	public <I, O> Step<I, O> lambdaAsync(String name,
			Function<? super I, ? extends CompletionStage<? extends O>> function) {
		return step(
				FunctionBody.ofAsync(RunKind.CHAIN, named(name), InvalidRequestException.required(function, FUNCTION)));
	}

	/**
	 * A step from stream to stream, which begins with the first piece of its input. For a
	 * call that wants one whole output its pieces are put together: texts joined, lists
	 * appended, maps merged; of all else the last piece counts.
	 * @param <I> the pieces of the input
	 * @param <O> the pieces of the output
	 * @param name what its runs are called
	 * @param function the function
	 * @return the step
	 */
	public <I, O> Step<I, O> generator(String name, Function<? super Flux<I>, ? extends Publisher<O>> function) {
		return step(new GeneratorBody<>(named(name), InvalidRequestException.required(function, FUNCTION)));
	}

	/**
	 * A step that asks a model. Its run is the model's.
	 * @param model the model
	 * @return the step
	 */
	public Step<ChatRequest, LlmResult> model(CallbackChatModel model) {
		return step(new ModelBody(InvalidRequestException.required(model, MODEL)));
	}

	/**
	 * A step that asks a model for a text, which is streamed piece by piece. Its run is
	 * the model's.
	 * @param model the model
	 * @return the step
	 */
	public Step<ChatRequest, String> text(CallbackChatModel model) {
		return step(new ModelBody.Text(new ModelBody(InvalidRequestException.required(model, MODEL))));
	}

	/**
	 * A step that fills values into the message of a user, where it says {@code {name}}.
	 * @param template the message
	 * @return the step
	 */
	public Step<Map<String, Object>, ChatRequest> prompt(String template) {
		return prompt(ChatMessage.user(template));
	}

	/**
	 * A step that fills values into messages, where they say {@code {name}}.
	 * @param messages the messages
	 * @return the step
	 */
	public Step<Map<String, Object>, ChatRequest> prompt(ChatMessage... messages) {
		PromptTemplate template = new PromptTemplate(List.of(messages));
		return step(FunctionBody.of(RunKind.PROMPT, "prompt", template::fill));
	}

	/**
	 * A step that makes something of a model's answer.
	 * @param <O> what it makes
	 * @param name what its runs are called
	 * @param function the function
	 * @return the step
	 */
	public <O> Step<LlmResult, O> parser(String name, StepFunction<? super LlmResult, ? extends O> function) {
		return step(FunctionBody.of(RunKind.PARSER, named(name), InvalidRequestException.required(function, FUNCTION)));
	}

	/**
	 * A step that finds documents for a query.
	 * @param name what its runs are called
	 * @param function the function, which may block
	 * @return the step
	 */
	public Step<String, List<Document>> retriever(String name, StepFunction<String, List<Document>> function) {
		return step(
				FunctionBody.of(RunKind.RETRIEVER, named(name), InvalidRequestException.required(function, FUNCTION)));
	}

	/**
	 * A step that calls a tool by its arguments.
	 * @param tool the tool
	 * @return the step
	 */
	public Step<Map<String, Object>, Object> tool(Tool tool) {
		return step(new ToolBody(InvalidRequestException.required(tool, "The tool of a step")));
	}

	/**
	 * Steps side by side, all given the same input. A stream brings each piece under the
	 * name of its branch.
	 * @param <I> the input
	 * @param <O> what the branches make
	 * @param branches the steps by name
	 * @return the step
	 */
	@SuppressWarnings("unchecked")
	public <I, O> Step<I, Map<String, O>> parallel(Map<String, ? extends Step<? super I, ? extends O>> branches) {
		if (InvalidRequestException.required(branches, "The branches of a step").isEmpty()) {
			throw new InvalidRequestException("Parallel steps need at least one branch");
		}
		Map<String, Step<I, O>> copy = new LinkedHashMap<>();
		branches.forEach((name, step) -> copy.put(name, (Step<I, O>) step));
		return step(new ParallelBody<>(Collections.unmodifiableMap(copy)));
	}

	/**
	 * An agent, to be given tools: a model that calls them until it has an answer.
	 * @param name what its runs are called
	 * @param model the model
	 * @return the agent to be built
	 */
	public AgentBuilder agent(String name, CallbackChatModel model) {
		return new AgentBuilder(this.opener, named(name), InvalidRequestException.required(model, MODEL));
	}

	private <I, O> Step<I, O> step(StepBody<I, O> body) {
		return new Step<>(this.opener, body);
	}

	private static String named(String name) {
		if (name == null || name.isBlank()) {
			throw new InvalidRequestException("A step needs a name");
		}
		return name;
	}

}

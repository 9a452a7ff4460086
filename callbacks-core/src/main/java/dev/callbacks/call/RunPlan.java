// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.callbacks.Handler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.RunConfig;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ObjectText;
import org.jspecify.annotations.Nullable;

/**
 * The plan by which a run is opened: its kind and start event, and its ties to the caller
 * and to the work. Immutable.
 *
 * @param kind the kind of work
 * @param name the name, unless the configuration sets one
 * @param start creates the start event
 * @param config the caller's configuration
 * @param handlers the handlers of the called object, for its own runs only
 * @param context a further carrier of context, such as a Reactor context view, or
 * {@code null}
 * @param caller the caller that waits on its own thread, or {@code null}
 * @param collecting whether the sum of the tokens is needed even if no handler wants it
 * @param observed whether the work is done in any case, and its failures reach the caller
 * unchanged: without a run if none can be opened, as a root below a run that is over
 * @param onWorkThread whether the work holds a thread of the work executor, so that a
 * root call is refused beyond the limit of that
 * @param onAbort cancels the work; called once, with the exception for the caller, if the
 * run ends other than by {@link dev.callbacks.DrivenRun#end} or
 * {@link dev.callbacks.DrivenRun#error}
 * @param partial returns the output so far, for the error event; may return {@code null}
 * for models, whose tokens are known. Called by any thread
 * @since 0.1.0
 */
public record RunPlan(RunKind kind, String name, Start start, RunConfig config, List<Handler> handlers,
		@Nullable Object context, @Nullable WaitingCaller caller, boolean collecting, boolean observed,
		boolean onWorkThread, Consumer<Throwable> onAbort, Supplier<? extends @Nullable Object> partial) {

	private static final RunIds IDS = new RunIds();

	private static final Consumer<Throwable> NOTHING = (error) -> {
	};

	public RunPlan {
		InvalidRequestException.required(kind, "The kind of a run");
		InvalidRequestException.required(name, "The name of a run");
		InvalidRequestException.required(start, "The start of a run");
		InvalidRequestException.required(config, "The configuration of a run");
		InvalidRequestException.required(onAbort, "The action that cancels the work of a run");
		InvalidRequestException.required(partial, "The partial result of a run");
		handlers = List.copyOf(handlers);
	}

	/**
	 * Creates the plan of a run.
	 * @param kind the kind of work
	 * @param name the name, unless the configuration sets one
	 * @param start creates the start event
	 * @return the plan
	 */
	public static RunPlan of(RunKind kind, String name, Start start) {
		return new RunPlan(kind, name, start, RunConfig.empty(), List.of(), null, null, false, false, false, NOTHING,
				() -> null);
	}

	/**
	 * Creates a copy of this plan with another kind and name.
	 * @param kind the kind of work
	 * @param name the name, unless the configuration sets one
	 * @return the copy
	 */
	public RunPlan as(RunKind kind, String name) {
		return new RunPlan(kind, name, this.start, this.config, this.handlers, this.context, this.caller,
				this.collecting, this.observed, this.onWorkThread, this.onAbort, this.partial);
	}

	/**
	 * Creates the plan of a run of a chat model.
	 * @param request the request
	 * @param parameters the parameters of the model
	 * @return the plan
	 */
	public static RunPlan chat(ChatRequest request, Map<String, Object> parameters) {
		return of(RunKind.CHAT_MODEL, "chat-model", (run, sequence) -> new ChatModelStart(run, sequence,
				request.messages(), request.options(), parameters));
	}

	/**
	 * Creates the plan of a run of a text completion.
	 * @param prompt the prompt
	 * @param parameters the parameters of the model
	 * @return the plan
	 */
	public static RunPlan prompt(String prompt, Map<String, Object> parameters) {
		return of(RunKind.LLM, "llm", (run, sequence) -> new LlmStart(run, sequence, List.of(prompt), parameters));
	}

	/**
	 * Creates the plan of a run of a chain, an agent or any other step.
	 * @param inputs the inputs
	 * @return the plan
	 */
	public static RunPlan inputs(Map<String, Object> inputs) {
		return of(RunKind.CHAIN, "chain", (run, sequence) -> new ChainStart(run, sequence, inputs));
	}

	/**
	 * Creates the plan of a run of a tool.
	 * @param description the description of the tool
	 * @param input the input as text
	 * @param inputs the input by name
	 * @param toolCallId the model's id of the call, or {@code null}
	 * @return the plan
	 */
	public static RunPlan tool(String description, String input, Map<String, Object> inputs,
			@Nullable String toolCallId) {
		return of(RunKind.TOOL, "tool",
				(run, sequence) -> new ToolStart(run, sequence, run.name(), description, input, inputs, toolCallId));
	}

	/**
	 * Creates the plan of a run of a retriever.
	 * @param query the query
	 * @return the plan
	 */
	public static RunPlan query(String query) {
		return of(RunKind.RETRIEVER, "retriever", (run, sequence) -> new RetrieverStart(run, sequence, query));
	}

	/**
	 * Creates the plan of a run from its request alone.
	 * @param kind the kind of work
	 * @param name the name
	 * @param request a chat request for a chat model, a text for a completion or a
	 * retriever, a map of inputs or a single input for other kinds
	 * @return the plan
	 * @throws InvalidRequestException if the kind of run takes no such request
	 */
	public static RunPlan request(RunKind kind, String name, Object request) {
		InvalidRequestException.required(kind, "The kind of a run");
		InvalidRequestException.required(request, "The request of a run");
		if (request instanceof RunPlan) {
			throw new InvalidRequestException(
					"A RunPlan is not the request of a run. Open it by RunOpener.open(RunPlan)");
		}
		RunPlan plan = switch (kind) {
			case CHAT_MODEL -> chat(required(kind, ChatRequest.class, request), Map.of());
			case LLM -> prompt(required(kind, String.class, request), Map.of());
			case RETRIEVER -> query(required(kind, String.class, request));
			case TOOL -> tool("", ObjectText.of(request), Inputs.byName(request), null);
			case CHAIN, AGENT, PROMPT, PARSER, EMBEDDING -> inputs(Inputs.byName(request));
		};
		return plan.as(kind, name);
	}

	private static <T> T required(RunKind kind, Class<T> type, Object request) {
		if (type.isInstance(request)) {
			return type.cast(request);
		}
		throw new InvalidRequestException("A run of kind " + kind + " is opened with a " + type.getSimpleName()
				+ ", not with a " + request.getClass().getName());
	}

	/**
	 * Returns the id of a run that is opened by this plan.
	 * @return the id that the caller has chosen, or else a new one
	 */
	public UUID newId() {
		UUID id = this.config.runId();
		return (id != null) ? id : IDS.next();
	}

	/**
	 * Creates a copy with another value of {@link #config}.
	 * @param config the value
	 * @return the copy
	 */
	public RunPlan withConfig(RunConfig config) {
		return new RunPlan(this.kind, this.name, this.start, config, this.handlers, this.context, this.caller,
				this.collecting, this.observed, this.onWorkThread, this.onAbort, this.partial);
	}

	/**
	 * Creates a copy with another value of {@link #handlers}.
	 * @param handlers the value
	 * @return the copy
	 */
	public RunPlan withHandlers(List<Handler> handlers) {
		return new RunPlan(this.kind, this.name, this.start, this.config, handlers, this.context, this.caller,
				this.collecting, this.observed, this.onWorkThread, this.onAbort, this.partial);
	}

	/**
	 * Creates a copy for a caller, with other values of {@link #context} and
	 * {@link #caller}.
	 * @param context the context
	 * @param caller the caller that waits on its own thread, or {@code null}
	 * @return the copy
	 */
	public RunPlan calledBy(@Nullable Object context, @Nullable WaitingCaller caller) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, context, caller,
				this.collecting, this.observed, this.onWorkThread, this.onAbort, this.partial);
	}

	/**
	 * Creates a copy with another value of {@link #collecting}.
	 * @param collecting the value
	 * @return the copy
	 */
	public RunPlan withCollecting(boolean collecting) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, this.context, this.caller,
				collecting, this.observed, this.onWorkThread, this.onAbort, this.partial);
	}

	/**
	 * Creates a copy with another value of {@link #observed}.
	 * @param observed the value
	 * @return the copy
	 */
	public RunPlan withObserved(boolean observed) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, this.context, this.caller,
				this.collecting, observed, this.onWorkThread, this.onAbort, this.partial);
	}

	/**
	 * Creates a copy with another value of {@link #onWorkThread}.
	 * @param onWorkThread the value
	 * @return the copy
	 */
	public RunPlan withOnWorkThread(boolean onWorkThread) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, this.context, this.caller,
				this.collecting, this.observed, onWorkThread, this.onAbort, this.partial);
	}

	/**
	 * Creates a copy with another value of {@link #onAbort}.
	 * @param onAbort the value
	 * @return the copy
	 */
	public RunPlan withOnAbort(Consumer<Throwable> onAbort) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, this.context, this.caller,
				this.collecting, this.observed, this.onWorkThread, onAbort, this.partial);
	}

	/**
	 * Creates a copy with another value of {@link #partial}.
	 * @param partial the value
	 * @return the copy
	 */
	public RunPlan withPartial(Supplier<? extends @Nullable Object> partial) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, this.context, this.caller,
				this.collecting, this.observed, this.onWorkThread, this.onAbort, partial);
	}

	/**
	 * A factory of the start event of a run.
	 */
	@FunctionalInterface
	public interface Start {

		/**
		 * Creates the start event.
		 * @param run the run
		 * @param sequence the place of the event in the run
		 * @return the event
		 */
		StartEvent create(RunInfo run, long sequence);

	}

}

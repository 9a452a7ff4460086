// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.List;
import java.util.Map;
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
import org.jspecify.annotations.Nullable;

/**
 * The plan of a run, by which it is opened: what it is, how its start looks, and how it
 * is tied to the caller and to the work. Immutable.
 *
 * @param kind what it is a run of
 * @param name what it is called, unless the configuration names it
 * @param start makes the start event
 * @param config what the caller says
 * @param handlers the handlers of the object that is called: they see its runs only
 * @param context what else carries context, such as a Reactor context view, or
 * {@code null}
 * @param caller the loop of the caller that waits for the run on its own thread, or
 * {@code null}
 * @param collecting whether what the tokens add up to is needed even if no handler wants
 * it
 * @param observed whether the work is done in any case, and its failures reach the caller
 * unchanged: a run that cannot be opened is left out, and below a run that is over it is
 * a root
 * @param onAbort called once if the run ends other than by
 * {@link dev.callbacks.DrivenRun#end} or {@link dev.callbacks.DrivenRun#error}: cancels
 * the work. Gets what the caller shall see
 * @param partial what has come so far, for the event of a run that ends in an error; may
 * be {@code null} for models, whose tokens say it. Called by any thread
 * @since 0.1.0
 */
public record RunPlan(RunKind kind, String name, Start start, RunConfig config, List<Handler> handlers,
		@Nullable Object context, @Nullable CallerLoop caller, boolean collecting, boolean observed,
		Consumer<Throwable> onAbort, Supplier<? extends @Nullable Object> partial) {

	private static final Consumer<Throwable> NOTHING = (error) -> {
	};

	public RunPlan {
		InvalidRequestException.required(kind, "The kind of a run");
		InvalidRequestException.required(name, "The name of a run");
		InvalidRequestException.required(start, "The start of a run");
		InvalidRequestException.required(config, "The configuration of a run");
		InvalidRequestException.required(onAbort, "What cancels a run");
		InvalidRequestException.required(partial, "The partial result of a run");
		handlers = List.copyOf(handlers);
	}

	/**
	 * Creates the plan of a run.
	 * @param kind what it is a run of
	 * @param name what it is called, unless the configuration names it
	 * @param start makes the start event
	 * @return the plan
	 */
	public static RunPlan of(RunKind kind, String name, Start start) {
		return new RunPlan(kind, name, start, RunConfig.empty(), List.of(), null, null, false, false, NOTHING,
				() -> null);
	}

	/**
	 * Creates this plan for another kind of run, or another name.
	 * @param kind what it is a run of
	 * @param name what it is called, unless the configuration names it
	 * @return the changed copy
	 */
	public RunPlan as(RunKind kind, String name) {
		return new RunPlan(kind, name, this.start, this.config, this.handlers, this.context, this.caller,
				this.collecting, this.observed, this.onAbort, this.partial);
	}

	/**
	 * Creates the plan of a run of a chat model.
	 * @param request what the model is asked
	 * @param parameters what is known of the model
	 * @return the plan
	 */
	public static RunPlan chat(ChatRequest request, Map<String, Object> parameters) {
		return of(RunKind.CHAT_MODEL, "chat-model", (run, sequence) -> new ChatModelStart(run, sequence,
				request.messages(), request.options(), parameters));
	}

	/**
	 * Creates the plan of a run of a text completion.
	 * @param prompt what the model is asked
	 * @param parameters what is known of the model
	 * @return the plan
	 */
	public static RunPlan prompt(String prompt, Map<String, Object> parameters) {
		return of(RunKind.LLM, "llm", (run, sequence) -> new LlmStart(run, sequence, List.of(prompt), parameters));
	}

	/**
	 * Creates the plan of a run of a chain, an agent or any other step.
	 * @param inputs its inputs
	 * @return the plan
	 */
	public static RunPlan inputs(Map<String, Object> inputs) {
		return of(RunKind.CHAIN, "chain", (run, sequence) -> new ChainStart(run, sequence, inputs));
	}

	/**
	 * Creates the plan of a run of a tool.
	 * @param description what the tool does
	 * @param input its input as text
	 * @param inputs its input by name
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
	 * Creates the plan of a run out of its request alone.
	 * @param kind what it is a run of
	 * @param name what it is called
	 * @param request a chat request for a chat model, a text for a completion or a
	 * retriever, a map of inputs or a single input for all else
	 * @return the plan
	 * @throws InvalidRequestException if the kind of run takes no such request
	 */
	public static RunPlan of(RunKind kind, String name, Object request) {
		InvalidRequestException.required(kind, "The kind of a run");
		InvalidRequestException.required(request, "The request of a run");
		if (request instanceof RunPlan) {
			throw new InvalidRequestException("A plan is no request: open it by RunOpener.open");
		}
		RunPlan plan = switch (kind) {
			case CHAT_MODEL -> chat(required(kind, ChatRequest.class, request), Map.of());
			case LLM -> prompt(required(kind, String.class, request), Map.of());
			case RETRIEVER -> query(required(kind, String.class, request));
			case TOOL -> tool("", String.valueOf(request), Inputs.byName(request), null);
			case CHAIN, AGENT, PROMPT, PARSER, EMBEDDING -> inputs(Inputs.byName(request));
		};
		return plan.as(kind, name);
	}

	private static <T> T required(RunKind kind, Class<T> type, Object request) {
		if (type.isInstance(request)) {
			return type.cast(request);
		}
		throw new InvalidRequestException(
				"A run of kind " + kind + " is opened with a " + type.getSimpleName() + ", not with " + request);
	}

	/**
	 * Creates this plan with another value of {@link #config}.
	 * @param config the value
	 * @return the changed copy
	 */
	public RunPlan withConfig(RunConfig config) {
		return new RunPlan(this.kind, this.name, this.start, config, this.handlers, this.context, this.caller,
				this.collecting, this.observed, this.onAbort, this.partial);
	}

	/**
	 * Creates this plan with another value of {@link #handlers}.
	 * @param handlers the value
	 * @return the changed copy
	 */
	public RunPlan withHandlers(List<Handler> handlers) {
		return new RunPlan(this.kind, this.name, this.start, this.config, handlers, this.context, this.caller,
				this.collecting, this.observed, this.onAbort, this.partial);
	}

	/**
	 * Creates this plan with another value of {@link #context}.
	 * @param context the value
	 * @return the changed copy
	 */
	public RunPlan withContext(Object context) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, context, this.caller,
				this.collecting, this.observed, this.onAbort, this.partial);
	}

	/**
	 * Creates this plan with another value of {@link #caller}.
	 * @param caller the value
	 * @return the changed copy
	 */
	public RunPlan withCaller(@Nullable CallerLoop caller) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, this.context, caller,
				this.collecting, this.observed, this.onAbort, this.partial);
	}

	/**
	 * Creates this plan with another value of {@link #collecting}.
	 * @param collecting the value
	 * @return the changed copy
	 */
	public RunPlan withCollecting(boolean collecting) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, this.context, this.caller,
				collecting, this.observed, this.onAbort, this.partial);
	}

	/**
	 * Creates this plan with another value of {@link #observed}.
	 * @param observed the value
	 * @return the changed copy
	 */
	public RunPlan withObserved(boolean observed) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, this.context, this.caller,
				this.collecting, observed, this.onAbort, this.partial);
	}

	/**
	 * Creates this plan with another value of {@link #onAbort}.
	 * @param onAbort the value
	 * @return the changed copy
	 */
	public RunPlan withOnAbort(Consumer<Throwable> onAbort) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, this.context, this.caller,
				this.collecting, this.observed, onAbort, this.partial);
	}

	/**
	 * Creates this plan with another value of {@link #partial}.
	 * @param partial the value
	 * @return the changed copy
	 */
	public RunPlan withPartial(Supplier<? extends @Nullable Object> partial) {
		return new RunPlan(this.kind, this.name, this.start, this.config, this.handlers, this.context, this.caller,
				this.collecting, this.observed, this.onAbort, partial);
	}

	/**
	 * Makes the start event of a run.
	 */
	@FunctionalInterface
	public interface Start {

		/**
		 * Makes the start event.
		 * @param run the run
		 * @param sequence the place of the event in the run
		 * @return the event
		 */
		StartEvent create(RunInfo run, long sequence);

	}

}

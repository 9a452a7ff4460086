// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a run is opened with: how its start looks, and how it is tied to the caller and to
 * the work. Immutable.
 *
 * @param start makes the start event
 * @param config what the caller says
 * @param handlers the handlers of the object that is called: they see its runs only
 * @param context what else carries context, such as a Reactor context view, or
 * {@code null}
 * @param caller the loop of the caller that waits for the run on its own thread, or
 * {@code null}
 * @param collecting whether what the tokens add up to is needed even if no handler wants
 * it
 * @param onAbort called once if the run ends other than by {@link Run#end} or
 * {@link Run#error}: cancels the work. Gets what the caller shall see
 * @param partial what has come so far, for the event of a run that ends in an error; may
 * be {@code null} for models, whose tokens say it. Called by any thread
 * @since 0.1.0
 */
public record RunSpec(Start start, RunConfig config, List<Handler> handlers, @Nullable Object context,
		@Nullable CallerLoop caller, boolean collecting, Consumer<Throwable> onAbort,
		Supplier<? extends @Nullable Object> partial) {

	private static final Consumer<Throwable> NOTHING = (error) -> {
	};

	public RunSpec {
		Objects.requireNonNull(start, "start");
		Objects.requireNonNull(config, "config");
		Objects.requireNonNull(onAbort, "onAbort");
		Objects.requireNonNull(partial, "partial");
		handlers = List.copyOf(handlers);
	}

	/**
	 * A run that starts in some way.
	 * @param start makes the start event
	 * @return the specification
	 */
	public static RunSpec of(Start start) {
		return new RunSpec(start, RunConfig.empty(), List.of(), null, null, false, NOTHING, () -> null);
	}

	/**
	 * A run of a chat model.
	 * @param request what the model is asked
	 * @param parameters what is known of the model
	 * @return the specification
	 */
	public static RunSpec chat(ChatRequest request, Map<String, Object> parameters) {
		return of((run, sequence) -> new ChatModelStart(run, sequence, request.messages(), request.options(),
				parameters));
	}

	/**
	 * A run of a text completion.
	 * @param prompt what the model is asked
	 * @param parameters what is known of the model
	 * @return the specification
	 */
	public static RunSpec prompt(String prompt, Map<String, Object> parameters) {
		return of((run, sequence) -> new LlmStart(run, sequence, List.of(prompt), parameters));
	}

	/**
	 * A run of a chain, an agent or any other step.
	 * @param inputs its inputs
	 * @return the specification
	 */
	public static RunSpec inputs(Map<String, Object> inputs) {
		return of((run, sequence) -> new ChainStart(run, sequence, inputs));
	}

	/**
	 * A run of a tool.
	 * @param description what the tool does
	 * @param input its input as text
	 * @param inputs its input by name
	 * @param toolCallId the model's id of the call, or {@code null}
	 * @return the specification
	 */
	public static RunSpec tool(String description, String input, Map<String, Object> inputs,
			@Nullable String toolCallId) {
		return of((run, sequence) -> new ToolStart(run, sequence, run.name(), description, input, inputs, toolCallId));
	}

	/**
	 * A run of a retriever.
	 * @param query the query
	 * @return the specification
	 */
	public static RunSpec query(String query) {
		return of((run, sequence) -> new RetrieverStart(run, sequence, query));
	}

	/**
	 * This specification with another value of {@link #config}.
	 * @param config the value
	 * @return the changed copy
	 */
	public RunSpec withConfig(RunConfig config) {
		return new RunSpec(this.start, config, this.handlers, this.context, this.caller, this.collecting, this.onAbort,
				this.partial);
	}

	/**
	 * This specification with another value of {@link #handlers}.
	 * @param handlers the value
	 * @return the changed copy
	 */
	public RunSpec withHandlers(List<Handler> handlers) {
		return new RunSpec(this.start, this.config, handlers, this.context, this.caller, this.collecting, this.onAbort,
				this.partial);
	}

	/**
	 * This specification with another value of {@link #context}.
	 * @param context the value
	 * @return the changed copy
	 */
	public RunSpec withContext(Object context) {
		return new RunSpec(this.start, this.config, this.handlers, context, this.caller, this.collecting, this.onAbort,
				this.partial);
	}

	/**
	 * This specification with another value of {@link #caller}.
	 * @param caller the value
	 * @return the changed copy
	 */
	public RunSpec withCaller(@Nullable CallerLoop caller) {
		return new RunSpec(this.start, this.config, this.handlers, this.context, caller, this.collecting, this.onAbort,
				this.partial);
	}

	/**
	 * This specification with another value of {@link #collecting}.
	 * @param collecting the value
	 * @return the changed copy
	 */
	public RunSpec withCollecting(boolean collecting) {
		return new RunSpec(this.start, this.config, this.handlers, this.context, this.caller, collecting, this.onAbort,
				this.partial);
	}

	/**
	 * This specification with another value of {@link #onAbort}.
	 * @param onAbort the value
	 * @return the changed copy
	 */
	public RunSpec withOnAbort(Consumer<Throwable> onAbort) {
		return new RunSpec(this.start, this.config, this.handlers, this.context, this.caller, this.collecting, onAbort,
				this.partial);
	}

	/**
	 * This specification with another value of {@link #partial}.
	 * @param partial the value
	 * @return the changed copy
	 */
	public RunSpec withPartial(Supplier<? extends @Nullable Object> partial) {
		return new RunSpec(this.start, this.config, this.handlers, this.context, this.caller, this.collecting,
				this.onAbort, partial);
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

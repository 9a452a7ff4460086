// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A run around code of your own: a chain, a tool, a retriever, an agent. What is called
 * inside its body is its child, without passing anything.
 * <p>
 * <b>Thread-safety</b>: immutable; every method that says something of the run returns
 * another object, which may be called any number of times. <b>Ordering</b>: the body
 * begins when every handler has finished the start, and the caller goes on when every
 * handler has finished the end. <b>Failure</b>: what the body fails with reaches the
 * caller unchanged.
 *
 * @since 0.1.0
 * @see CallbackManager#chain(String)
 */
public final class RunCall {

	private static final Logger logger = LoggerFactory.getLogger(RunCall.class);

	private final CallbackManager manager;

	private final RunKind kind;

	private final String name;

	private final RunConfig config;

	private final List<Handler> handlers;

	private final Input input;

	private final UnaryOperator<@Nullable Object> output;

	/** Whether the body is called although the manager has stopped. */
	private final boolean evenIfStopped;

	RunCall(CallbackManager manager, RunKind kind, String name) {
		this(manager, kind, named(name), RunConfig.empty(), List.of(), Input.NONE, UnaryOperator.identity(), false);
	}

	private RunCall(CallbackManager manager, RunKind kind, String name, RunConfig config, List<Handler> handlers,
			Input input, UnaryOperator<@Nullable Object> output, boolean evenIfStopped) {
		this.manager = manager;
		this.kind = kind;
		this.name = name;
		this.config = config;
		this.handlers = handlers;
		this.input = input;
		this.output = output;
		this.evenIfStopped = evenIfStopped;
	}

	private static String named(String name) {
		if (name == null || name.isBlank()) {
			throw new InvalidRequestException("A run needs a name");
		}
		return name;
	}

	/**
	 * Says more of the run: handlers, tags, metadata, timeout.
	 * @param config what is said, merged with what was said before
	 * @return the call
	 */
	public RunCall with(RunConfig config) {
		return new RunCall(this.manager, this.kind, this.name, this.config.merge(config), this.handlers, this.input,
				this.output, this.evenIfStopped);
	}

	/**
	 * Adds tags for the run and all runs below it.
	 * @param tags the tags
	 * @return the call
	 */
	public RunCall tags(String... tags) {
		return with(RunConfig.empty().tags(tags));
	}

	/**
	 * Adds metadata for the run and all runs below it.
	 * @param key the key
	 * @param value the value
	 * @return the call
	 */
	public RunCall metadata(String key, Object value) {
		return with(RunConfig.empty().metadata(key, value));
	}

	/**
	 * Limits the time of the run.
	 * @param timeout how long it may last
	 * @return the call
	 */
	public RunCall timeout(Duration timeout) {
		return with(RunConfig.empty().timeout(timeout));
	}

	/**
	 * Adds handlers that are told of this run but not of what lies below it. For those
	 * that are told of both, see {@link RunConfig#handlers}.
	 * @param handlers the handlers
	 * @return the call
	 */
	public RunCall localHandlers(List<? extends Handler> handlers) {
		return new RunCall(this.manager, this.kind, this.name, this.config, List.copyOf(handlers), this.input,
				this.output, this.evenIfStopped);
	}

	/**
	 * Says what the run is given: the query of a retriever, the input of a tool, the one
	 * input of a chain.
	 * @param input the input
	 * @return the call
	 */
	public RunCall input(@Nullable Object input) {
		return withInput(this.input.of(input));
	}

	/**
	 * Says what the run is given, by name.
	 * @param inputs the inputs
	 * @return the call
	 */
	public RunCall inputs(Map<String, ?> inputs) {
		return withInput(this.input.of(inputs));
	}

	/**
	 * Says how the input of a tool looks as text, if it is not to be made of the inputs
	 * by name.
	 * @param text the text
	 * @return the call
	 */
	public RunCall inputText(String text) {
		return withInput(new Input(text, this.input.values(), this.input.description(), this.input.toolCallId()));
	}

	/**
	 * Says what a tool does.
	 * @param description what it does
	 * @return the call
	 */
	public RunCall description(String description) {
		return withInput(new Input(this.input.text(), this.input.values(), description, this.input.toolCallId()));
	}

	/**
	 * Says by which id a model asked for a tool.
	 * @param toolCallId the id
	 * @return the call
	 */
	public RunCall toolCallId(@Nullable String toolCallId) {
		return withInput(new Input(this.input.text(), this.input.values(), this.input.description(), toolCallId));
	}

	/**
	 * Says how what the body returns, or each item that it streams, looks to handlers.
	 * The caller gets it as it is. If the view throws, that is logged, and handlers get
	 * it as it is, too.
	 * @param view makes the output of the run of what the body returns
	 * @return the call
	 */
	public RunCall output(UnaryOperator<@Nullable Object> view) {
		return new RunCall(this.manager, this.kind, this.name, this.config, this.handlers, this.input,
				(output) -> view(view, output), this.evenIfStopped);
	}

	private static @Nullable Object view(UnaryOperator<@Nullable Object> view, @Nullable Object output) {
		try {
			return view.apply(output);
		}
		catch (Throwable ex) {
			RunFutures.isolate(logger, "The view of the output of a run failed", ex);
			return output;
		}
	}

	/**
	 * Lets the body be called without a run when the manager has stopped, instead of
	 * refusing the call, and lets a stream begin on the thread that subscribes, which
	 * waits for the handlers unless it must not block: for what is only observed.
	 * Blocking bodies and streams.
	 * @return the call
	 */
	public RunCall evenIfStopped() {
		return new RunCall(this.manager, this.kind, this.name, this.config, this.handlers, this.input, this.output,
				true);
	}

	private RunCall withInput(Input input) {
		return new RunCall(this.manager, this.kind, this.name, this.config, this.handlers, input, this.output,
				this.evenIfStopped);
	}

	/**
	 * Runs a body on this thread and waits for it. Handlers are called on this thread,
	 * one after another, unless the application says otherwise.
	 * @param <T> what it returns
	 * @param <X> what it throws
	 * @param body the body
	 * @return what the body returns
	 * @throws X what the body throws
	 */
	public <T extends @Nullable Object, X extends Exception> T call(RunBody<T, X> body) throws X {
		try (CallerLoop loop = new CallerLoop()) {
			OpenCall<T> call;
			try {
				call = open(body, loop);
			}
			catch (ManagerStoppedException ex) {
				if (this.evenIfStopped) {
					return body.call();
				}
				throw ex;
			}
			return call.callOn(loop);
		}
	}

	/**
	 * Runs a body that returns nothing; see {@link #call}.
	 * @param body the body
	 */
	public void run(Runnable body) {
		this.<@Nullable Object, RuntimeException>call(() -> {
			body.run();
			return null;
		});
	}

	/**
	 * Runs a body that does not block, and whose stage is awaited.
	 * @param <T> what it returns
	 * @param body the body; begins on this thread if the handlers let it
	 * @return what the stage comes to. However the future is completed by somebody else,
	 * the run ends and the stage is cancelled
	 */
	public <T> CompletableFuture<T> callAsync(Supplier<? extends CompletionStage<? extends T>> body) {
		return openAsync(body, null).begin();
	}

	/**
	 * Runs a body that blocks, on a thread of the work executor.
	 * @param <T> what it returns
	 * @param body the body
	 * @return what the body returns. However the future is completed by somebody else,
	 * the run ends and the body's thread is interrupted
	 */
	public <T extends @Nullable Object> CompletableFuture<T> submit(RunBody<T, ?> body) {
		return open(body, null).begin();
	}

	/**
	 * Runs a body that returns a stream. The output of the run is what came, texts
	 * joined; at most the first ten thousand items are kept for it.
	 * @param <T> what it streams
	 * @param body the body
	 * @return the stream, cold: each subscription is a run
	 */
	public <T> Flux<T> stream(Supplier<? extends Publisher<? extends T>> body) {
		return new RunFlux<>(this.manager, this::openRun, spec(), body, this.output, this.evenIfStopped, false);
	}

	/**
	 * Runs a body that returns a Mono.
	 * @param <T> what it returns
	 * @param body the body
	 * @return the result, cold: each subscription is a run
	 */
	public <T> Mono<T> mono(Supplier<? extends Mono<? extends T>> body) {
		return new RunFlux<T>(this.manager, this::openRun, spec(), body, this.output, this.evenIfStopped, true)
			.singleOrEmpty();
	}

	/**
	 * Opens the run of a body that blocks, which is begun later.
	 * @param <T> what it returns
	 * @param body the body
	 * @param caller the loop of the caller that will run it, or {@code null}
	 * @return the call
	 */
	public <T extends @Nullable Object> OpenCall<T> open(RunBody<T, ?> body, @Nullable CallerLoop caller) {
		return OpenCall.of(this.manager, this::openRun, spec(), body, this.output, caller);
	}

	/**
	 * Opens the run of a body that returns a stage, which is begun later.
	 * @param <T> what it returns
	 * @param body the body
	 * @param caller the loop of the caller that will wait for it, or {@code null}
	 * @return the call
	 */
	public <T> OpenCall<T> openAsync(Supplier<? extends CompletionStage<? extends T>> body,
			@Nullable CallerLoop caller) {
		return new StageCall<>(this.manager, this::openRun, spec(), body, this.output, caller);
	}

	private Run openRun(RunSpec spec) {
		return this.manager.open(this.kind, this.name, spec);
	}

	private RunSpec spec() {
		RunSpec spec = switch (this.kind) {
			case TOOL ->
				RunSpec.tool(this.input.description(), this.input.text(), this.input.values(), this.input.toolCallId());
			case RETRIEVER -> RunSpec.query(this.input.text());
			case CHAIN, AGENT, PROMPT, PARSER -> RunSpec.inputs(this.input.values());
			case CHAT_MODEL, LLM -> throw new InvalidRequestException("A run of kind " + this.kind
					+ " is made by a model. Use a CallbackChatModel, or open the run by CallbackManager.open");
		};
		return spec.withConfig(this.config).withHandlers(this.handlers);
	}

	/**
	 * What a run is given, as text and by name.
	 */
	private record Input(String text, Map<String, Object> values, String description, @Nullable String toolCallId) {

		private static final Input NONE = new Input("", Map.of(), "", null);

		private Input of(@Nullable Object input) {
			if (input instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
				@SuppressWarnings("unchecked")
				Map<String, Object> values = (Map<String, Object>) map;
				return new Input(String.valueOf(input), values, this.description, this.toolCallId);
			}
			Map<String, Object> values = new HashMap<>();
			values.put("input", input);
			return new Input(String.valueOf(input), values, this.description, this.toolCallId);
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.callbacks.Handler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.RetryPolicy;
import dev.callbacks.RunConfig;
import dev.callbacks.call.Batch;
import dev.callbacks.call.BatchResult;
import dev.callbacks.call.Caller;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunOpener;
import dev.callbacks.chat.EventStream;
import dev.callbacks.event.EndEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.StartEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A function from an input to an output, each of whose calls is a run. Steps compose to
 * larger steps; runs opened inside a step are its children without any parameter. Created
 * by {@link Steps}.
 * <p>
 * <b>Thread-safety</b>: immutable; methods that change something return another step.
 * <b>Ordering</b>: the step begins when every handler has finished its start, and its
 * caller goes on when every handler has finished its end. <b>Failure</b>: a failure of
 * the step reaches the caller unchanged.
 *
 * @param <I> the type of the input
 * @param <O> the type of the output
 * @since 0.1.0
 */
public final class Step<I, O> {

	private static final int MAX_CONCURRENCY = 16;

	private static final String INPUT = "The input of a step";

	private final RunOpener opener;

	private final StepBody<I, O> body;

	private final RunConfig config;

	private final List<Handler> handlers;

	Step(RunOpener opener, StepBody<I, O> body) {
		this(opener, body, RunConfig.empty(), List.of());
	}

	private Step(RunOpener opener, StepBody<I, O> body, RunConfig config, List<Handler> handlers) {
		this.opener = opener;
		this.body = body;
		this.config = config;
		this.handlers = handlers;
	}

	/**
	 * Calls the step and waits for it.
	 * @param input the input
	 * @return the output
	 */
	public O call(I input) {
		return call(input, RunConfig.empty());
	}

	/**
	 * Calls the step and waits for it. By default the handlers that may block run on this
	 * thread.
	 * @param input the input
	 * @param config the configuration of the call
	 * @return the output
	 */
	public O call(I input, RunConfig config) {
		return OpenCall.await((caller) -> open(input, config, caller));
	}

	/**
	 * Calls the step without holding this thread.
	 * @param input the input
	 * @return the output
	 */
	public CompletableFuture<O> callAsync(I input) {
		return callAsync(input, RunConfig.empty());
	}

	/**
	 * Calls the step without holding this thread.
	 * @param input the input
	 * @param config the configuration of the call
	 * @return the output. Completing the future from outside, in any way, ends the run
	 * and cancels its work
	 */
	public CompletableFuture<O> callAsync(I input, RunConfig config) {
		return open(input, config, Caller.nobody()).begin();
	}

	/**
	 * Calls the step, for Reactor.
	 * @param input the input
	 * @return the output, cold: each subscription is a call
	 */
	public Mono<O> mono(I input) {
		InvalidRequestException.required(input, INPUT);
		return OpenCall.mono(this.opener, (caller) -> open(input, RunConfig.empty(), caller));
	}

	/**
	 * Streams the output.
	 * @param input the input
	 * @return the pieces of the output, or one piece if the step makes it as a whole;
	 * cold: each subscription is a call
	 */
	public Flux<O> stream(I input) {
		return stream(input, RunConfig.empty());
	}

	/**
	 * Streams the output.
	 * @param input the input
	 * @param config the configuration of the call
	 * @return the pieces of the output, cold: each subscription is a call
	 */
	public Flux<O> stream(I input, RunConfig config) {
		return transform(Flux.just(InvalidRequestException.required(input, INPUT)), config);
	}

	/**
	 * Transforms pieces of the input to pieces of the output. A step that cannot begin
	 * with a piece waits for the whole input.
	 * @param input the pieces of the input
	 * @param config the configuration of the call
	 * @return the pieces of the output, cold: each subscription is a call
	 */
	public Flux<O> transform(Flux<I> input, RunConfig config) {
		return this.body.transform(InvalidRequestException.required(input, INPUT), setup(config, Caller.nobody()));
	}

	/**
	 * Calls the step, for a consumer of its events and those of all runs below it.
	 * @param input the input
	 * @return the events; see {@link EventStream}
	 */
	public EventStream events(I input) {
		InvalidRequestException.required(input, INPUT);
		return EventStream.of(this.opener, (config, caller) -> open(input, config, caller));
	}

	/**
	 * Calls the step for each input and waits for all; see
	 * {@link #batch(List, RunConfig)}.
	 * @param inputs the inputs
	 * @return the outputs, in the order of the inputs
	 */
	public List<O> batch(List<? extends I> inputs) {
		return batch(inputs, RunConfig.empty());
	}

	/**
	 * Calls the step for each input and waits for all. If some fail, the first failure in
	 * the order of the inputs is thrown when all are done, with up to a hundred others
	 * suppressed.
	 * @param inputs the inputs
	 * @param config the configuration of the calls; its run id is for the first one, its
	 * {@code maxConcurrency} bounds the calls under way
	 * @return the outputs, in the order of the inputs
	 */
	public List<O> batch(List<? extends I> inputs, RunConfig config) {
		return batchOf(inputs, config).run(Batch::values);
	}

	/**
	 * Calls the step for each input, waits for all, and returns failures in their places.
	 * @param inputs the inputs
	 * @param config the configuration of the calls
	 * @return the results, in the order of the inputs
	 */
	public List<BatchResult<O>> batchResults(List<? extends I> inputs, RunConfig config) {
		return batchOf(inputs, config).run();
	}

	/**
	 * Calls the step for each input without holding this thread.
	 * @param inputs the inputs
	 * @return the outputs; see {@link #batch(List, RunConfig)}
	 */
	public CompletableFuture<List<O>> batchAsync(List<? extends I> inputs) {
		return batchAsync(inputs, RunConfig.empty());
	}

	/**
	 * Calls the step for each input without holding this thread.
	 * @param inputs the inputs
	 * @param config the configuration of the calls
	 * @return the outputs; see {@link #batch(List, RunConfig)}
	 */
	public CompletableFuture<List<O>> batchAsync(List<? extends I> inputs, RunConfig config) {
		return batchOf(inputs, config).begin(Caller.nobody(), Batch::values);
	}

	/**
	 * Calls the step for each input without holding this thread; see
	 * {@link #batchResults}.
	 * @param inputs the inputs
	 * @param config the configuration of the calls
	 * @return the results, in the order of the inputs
	 */
	public CompletableFuture<List<BatchResult<O>>> batchResultsAsync(List<? extends I> inputs, RunConfig config) {
		return batchOf(inputs, config).begin(Caller.nobody());
	}

	private Batch<O> batchOf(List<? extends I> inputs, RunConfig config) {
		List<Batch.Item<O>> items = new ArrayList<>();
		RunConfig all = this.config.merge(config);
		RunConfig next = all;
		for (I input : InvalidRequestException.required(inputs, "The inputs of a batch")) {
			InvalidRequestException.required(input, "An input of a batch");
			RunConfig itemConfig = next;
			items.add((caller) -> this.body.open(input,
					new StepBody.Setup(this.opener, itemConfig, this.handlers, caller)));
			next = all.withoutRunId();
		}
		Integer bound = all.maxConcurrency();
		return Batch.of(this.opener, items, (bound != null) ? bound : MAX_CONCURRENCY);
	}

	/**
	 * Returns this step followed by another, which gets the output of this one.
	 * @param <P> the type of the other output
	 * @param next the other step
	 * @return the sequence
	 */
	@SuppressWarnings("unchecked")
	public <P> Step<I, P> then(Step<? super O, ? extends P> next) {
		InvalidRequestException.required(next, "The next step");
		Step<Object, Object> other = (Step<Object, Object>) (Step<?, ?>) next;
		boolean extendable = this.body instanceof SequenceBody && this.config == RunConfig.empty()
				&& this.handlers.isEmpty();
		SequenceBody<I, P> before = extendable ? (SequenceBody<I, P>) this.body
				: new SequenceBody<>(List.of((Step<Object, Object>) (Step<?, ?>) this));
		return new Step<>(this.opener, before.followedBy(other));
	}

	/**
	 * Returns this step with further attempts when it fails.
	 * @param policy the policy
	 * @return the step
	 */
	public Step<I, O> withRetry(RetryPolicy policy) {
		return new Step<>(this.opener,
				new RetryBody<>(this, InvalidRequestException.required(policy, "The policy of a retry")));
	}

	/**
	 * Returns this step with others that are called when it fails.
	 * @param fallbacks the other steps, in their order
	 * @return the step
	 */
	@SafeVarargs
	public final Step<I, O> withFallbacks(Step<I, O>... fallbacks) {
		List<Step<I, O>> all = new ArrayList<>();
		all.add(this);
		for (Step<I, O> fallback : InvalidRequestException.required(fallbacks, "A fallback")) {
			all.add(InvalidRequestException.required(fallback, "A fallback"));
		}
		return new Step<>(this.opener, new FallbackBody<>(List.copyOf(all)));
	}

	/**
	 * Returns this step with more configuration for each call: handlers, tags, metadata.
	 * @param config the configuration; its single values replace earlier ones
	 * @return the step
	 */
	public Step<I, O> with(RunConfig config) {
		return new Step<>(this.opener, this.body, this.config.merge(config), this.handlers);
	}

	/**
	 * Does the same as {@link #with}, under the name that it has in LangChain.
	 * @param config the configuration
	 * @return the step
	 */
	public Step<I, O> withConfig(RunConfig config) {
		return with(config);
	}

	/**
	 * Returns this step with another name for its runs.
	 * @param name the name
	 * @return the step
	 */
	public Step<I, O> named(String name) {
		return with(RunConfig.empty().runName(name));
	}

	/**
	 * Returns this step with further handlers of its own, for its runs but not for runs
	 * below them.
	 * @param handlers the handlers
	 * @return the step
	 */
	public Step<I, O> withHandlers(Handler... handlers) {
		List<Handler> all = new ArrayList<>(this.handlers);
		all.addAll(RunConfig.handlers(handlers).handlers());
		return new Step<>(this.opener, this.body, this.config, List.copyOf(all));
	}

	/**
	 * Returns this step with listeners for its own runs, which may block.
	 * @param onStart gets each start
	 * @param onEnd gets each end
	 * @param onError gets each ending by an error
	 * @return the step
	 */
	public Step<I, O> withListeners(Consumer<? super StartEvent> onStart, Consumer<? super EndEvent> onEnd,
			Consumer<? super ErrorEvent> onError) {
		return withHandlers(new StepListener(InvalidRequestException.required(onStart, "A listener"),
				InvalidRequestException.required(onEnd, "A listener"),
				InvalidRequestException.required(onError, "A listener")));
	}

	OpenCall<O> open(I input, RunConfig config, Caller caller) {
		return this.body.open(InvalidRequestException.required(input, INPUT), setup(config, caller));
	}

	/**
	 * Creates the failure of a step that gets no input from the one before.
	 */
	static InvalidRequestException noInput() {
		return new InvalidRequestException(INPUT + " must not be null");
	}

	/**
	 * Streams the output for a whole input.
	 */
	Flux<O> streamOf(I input, RunConfig config) {
		return this.body.streamOf(input, setup(config, Caller.nobody()));
	}

	/**
	 * Counts the operators between the pieces of the input and those of the output, none
	 * if the step takes whole inputs.
	 */
	int operators() {
		return this.body.operators();
	}

	private StepBody.Setup setup(RunConfig config, Caller caller) {
		return new StepBody.Setup(this.opener, this.config.merge(config), this.handlers, caller);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.RunBody;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ObjectText;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The engine's implementation of {@link RunSpec}. Models, steps and adapters can also
 * open the run without beginning it.
 * <p>
 * <b>Thread-safety</b>: immutable.
 *
 * @since 0.1.0
 */
public final class CallSpec implements RunSpec {

	private static final Logger logger = LoggerFactory.getLogger(CallSpec.class);

	private final RunOpener opener;

	private final RunPlan plan;

	private final Input input;

	private final UnaryOperator<@Nullable Object> output;

	private CallSpec(RunOpener opener, RunPlan plan, Input input, UnaryOperator<@Nullable Object> output) {
		this.opener = opener;
		this.plan = plan;
		this.input = input;
		this.output = output;
	}

	/**
	 * Creates the description of a run around code of the user's own.
	 * @param opener opens the run
	 * @param kind the kind of run, other than a model's
	 * @param name the name of the run
	 * @return the description
	 */
	public static CallSpec of(RunOpener opener, RunKind kind, String name) {
		if (name == null || name.isBlank()) {
			throw new InvalidRequestException("The name of a run must not be blank");
		}
		if (InvalidRequestException.required(kind, "The kind of a run").isModel()) {
			throw new InvalidRequestException("A run of kind " + kind
					+ " has no body. Use a CallbackChatModel, or drive the run by CallbackManager.open");
		}
		RunPlan plan = RunPlan.inputs(Map.of()).as(kind, name);
		return new CallSpec(opener, plan, Input.NONE, UnaryOperator.identity());
	}

	@Override
	public CallSpec with(RunConfig config) {
		return planned(this.plan.withConfig(this.plan.config().merge(config)));
	}

	@Override
	public CallSpec localHandlers(List<? extends Handler> handlers) {
		return planned(this.plan.withHandlers(RunConfig.handlers(handlers).handlers()));
	}

	private CallSpec planned(RunPlan plan) {
		return new CallSpec(this.opener, plan, this.input, this.output);
	}

	@Override
	public CallSpec input(@Nullable Object input) {
		return given(this.input.of(input));
	}

	@Override
	public CallSpec inputs(Map<String, ?> inputs) {
		return given(this.input.of(InvalidRequestException.required(inputs, "The inputs of a run")));
	}

	@Override
	public CallSpec inputText(String text) {
		return given(new Input(InvalidRequestException.required(text, "The input of a tool"), this.input.values(),
				this.input.description(), this.input.toolCallId()));
	}

	@Override
	public CallSpec description(String description) {
		return given(new Input(this.input.text(), this.input.values(),
				InvalidRequestException.required(description, "The description of a tool"), this.input.toolCallId()));
	}

	@Override
	public CallSpec toolCallId(@Nullable String toolCallId) {
		return given(new Input(this.input.text(), this.input.values(), this.input.description(), toolCallId));
	}

	private CallSpec given(Input input) {
		return new CallSpec(this.opener, this.plan, input, this.output);
	}

	@Override
	public CallSpec output(UnaryOperator<@Nullable Object> view) {
		InvalidRequestException.required(view, "The view of an output");
		return new CallSpec(this.opener, this.plan, this.input, (output) -> view(view, output));
	}

	private static @Nullable Object view(UnaryOperator<@Nullable Object> view, @Nullable Object output) {
		try {
			return view.apply(output);
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "The view of the output of a run failed, so handlers get the output itself", ex);
			return output;
		}
	}

	/**
	 * Calls the body even if the run cannot be opened, and lets its failures reach the
	 * caller unchanged. For blocking bodies and streams.
	 * @return the changed copy
	 */
	public CallSpec observed() {
		return planned(this.plan.withObserved(true));
	}

	@Override
	public <T extends @Nullable Object, X extends Exception> T call(RunBody<T, X> body) throws X {
		return OpenCall.callHere(this.plan, body, (caller) -> open(body, caller));
	}

	@Override
	public void run(Runnable body) {
		InvalidRequestException.required(body, "The body of a run");
		this.<@Nullable Object, RuntimeException>call(() -> {
			body.run();
			return null;
		});
	}

	@Override
	public <T> CompletableFuture<T> callAsync(Supplier<? extends CompletionStage<? extends T>> body) {
		return this.<T>openAsync(body, Caller.nobody()).begin();
	}

	@Override
	public <T extends @Nullable Object> CompletableFuture<T> submit(RunBody<T, ?> body) {
		return open(body, Caller.nobody()).begin();
	}

	@Override
	public <T> Flux<T> stream(Supplier<? extends Publisher<? extends T>> body) {
		InvalidRequestException.required(body, "The body of a run");
		return streamComposed((caller) -> body.get());
	}

	/**
	 * Streams the items of a body that makes further calls for the same caller.
	 * @param <T> the type of the items
	 * @param body the body, a function of the caller
	 * @return the items, cold: each subscription is a call
	 */
	public <T> Flux<T> streamComposed(Function<? super Caller, ? extends Publisher<? extends T>> body) {
		return flux(body, false);
	}

	@Override
	public <T> Mono<T> mono(Supplier<? extends Mono<? extends T>> body) {
		InvalidRequestException.required(body, "The body of a run");
		return this.<T>flux((caller) -> body.get(), true).singleOrEmpty();
	}

	private <T> Flux<T> flux(Function<? super Caller, ? extends Publisher<? extends T>> body, boolean single) {
		Supplier<Publisher<? extends T>> unobserved = () -> body.apply(Caller.nobody());
		return new CallFlux<>(this.opener, plan(),
				() -> new BodyWork<T>((run, caller) -> itemsOf(body, caller), this.output, single),
				this.plan.observed() ? unobserved : null);
	}

	private static <T> Publisher<? extends T> itemsOf(Function<? super Caller, ? extends Publisher<? extends T>> body,
			Caller caller) {
		return LawfulFlux
			.of(Objects.requireNonNull(body.apply(caller), "The body of the run returned no stream, but null"));
	}

	/**
	 * Opens the run of a body that blocks, without beginning it.
	 * @param <T> the type of the output
	 * @param body the body
	 * @param caller the caller
	 * @return the call
	 */
	public <T extends @Nullable Object> OpenCall<T> open(RunBody<T, ?> body, Caller caller) {
		InvalidRequestException.required(body, "The body of a run");
		return open(plan().withOnWorkThread(caller.needsWorkThread(true)),
				(run, who) -> new BodyMono<>(body, run, this.opener, who.loop()), caller);
	}

	/**
	 * Opens the run of a body that returns a stage, without beginning it.
	 * @param <T> the type of the output
	 * @param body the body
	 * @param caller the caller
	 * @return the call
	 */
	public <T> OpenCall<T> openAsync(Supplier<? extends CompletionStage<? extends T>> body, Caller caller) {
		InvalidRequestException.required(body, "The body of a run");
		return open(plan(), (run, who) -> StageMono.of(body, run, who.loop(), this.opener.workExecutor()), caller);
	}

	/**
	 * Opens the run of a body that makes further calls for the same caller, without
	 * beginning it. The last item of the body is the value.
	 * @param <T> the type of the output
	 * @param body the body, a function of the caller
	 * @param caller the caller
	 * @return the call
	 */
	public <T> OpenCall<T> openComposed(Function<? super Caller, ? extends Publisher<? extends T>> body,
			Caller caller) {
		return open(plan(), (run, who) -> itemsOf(body, who), caller);
	}

	private <T extends @Nullable Object> OpenCall<T> open(RunPlan plan,
			BiFunction<? super DrivenRun, ? super Caller, ? extends Publisher<?>> source, Caller caller) {
		return OpenCall.forItem(this.opener, plan, new BodyWork<Object>(source, this.output, true), caller);
	}

	private RunPlan plan() {
		RunPlan plan = switch (this.plan.kind()) {
			case TOOL -> RunPlan.tool(this.input.description(), this.input.asText(), this.input.values(),
					this.input.toolCallId());
			case RETRIEVER -> RunPlan.query(this.input.asText());
			default -> RunPlan.inputs(this.input.values());
		};
		return plan.as(this.plan.kind(), this.plan.name())
			.withConfig(this.plan.config())
			.withHandlers(this.plan.handlers())
			.withObserved(this.plan.observed());
	}

	/**
	 * The input of a run, as text where it is needed as such, and by name.
	 */
	private record Input(@Nullable Object text, Map<String, Object> values, String description,
			@Nullable String toolCallId) {

		private static final Input NONE = new Input("", Map.of(), "", null);

		private Input of(@Nullable Object input) {
			return new Input(input, Inputs.byName(input), this.description, this.toolCallId);
		}

		private String asText() {
			return ObjectText.of(this.text);
		}

	}

}

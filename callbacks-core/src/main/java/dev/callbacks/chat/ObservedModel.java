// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.callbacks.CallbackManager;
import dev.callbacks.DrivenRun;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.RunBody;
import dev.callbacks.RunConfig;
import dev.callbacks.call.CallFlux;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.Failures;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * A call of another library's model as a run, for adapters of such models. Values, items
 * and exceptions of the model reach the caller unchanged; handlers get a translation.
 * <p>
 * <b>Thread-safety</b>: immutable, and may be called any number of times.
 * <b>Ordering</b>: the model is asked when every handler has finished the start, and the
 * caller goes on when every handler has finished the end; no more of a stream is
 * requested than handlers have room for. <b>Failure</b>: if no run can be opened, the
 * model is called without one. An exception of a {@link ChunkReader} or of an answer's
 * reader is logged, and handlers miss only that part.
 *
 * @since 0.1.0
 */
public final class ObservedModel {

	private static final Logger logger = LoggerFactory.getLogger(ObservedModel.class);

	private final RunOpener opener;

	private final String name;

	private final Supplier<ChatRequest> request;

	private final Map<String, Object> parameters;

	private final RunConfig config;

	/**
	 * Creates a call.
	 * @param manager opens the run
	 * @param name the name of the model's provider, which becomes that of the run
	 * @param request returns the request, in our types; called if there are handlers
	 * @param parameters further parameters of the call, for handlers
	 * @param config the tags, metadata and handlers of the run
	 */
	public ObservedModel(CallbackManager manager, String name, Supplier<ChatRequest> request,
			Map<String, Object> parameters, RunConfig config) {
		this.opener = RunOpener.observing(manager);
		this.name = name;
		this.request = request;
		this.parameters = parameters;
		this.config = config;
	}

	/**
	 * Asks the model on this thread and waits for its answer.
	 * @param <R> the type of the model's answer
	 * @param <X> the type of exception that the model throws
	 * @param body asks the model
	 * @param answer reads the answer
	 * @return the model's answer
	 * @throws X if the model does
	 */
	public <R, X extends Exception> R call(RunBody<R, X> body, Function<? super R, LlmResult> answer) throws X {
		return OpenCall.observe(this.opener, plan(), body, (result) -> read(answer, result));
	}

	/**
	 * Streams the answer of the model.
	 * @param <T> the type of the items
	 * @param body asks the model
	 * @param reader creates a reader for each subscription
	 * @return the stream, cold: each subscription is a run
	 */
	public <T> Flux<T> stream(Supplier<? extends Publisher<T>> body, Supplier<? extends ChunkReader<T>> reader) {
		return new CallFlux<>(this.opener, plan(), () -> new ObservedWork<>(Flux.defer(body::get), reader), body);
	}

	/**
	 * Opens a run for a driver.
	 * @param change adapts the plan of the run
	 * @return the run
	 */
	public DrivenRun open(UnaryOperator<RunPlan> change) {
		return this.opener.open(change.apply(plan()));
	}

	private RunPlan plan() {
		return RunPlan.of(RunKind.CHAT_MODEL, this.name, this::start).withConfig(this.config).withObserved(true);
	}

	private ChatModelStart start(RunInfo run, long sequence) {
		ChatRequest request;
		try {
			request = InvalidRequestException.required(this.request.get(), "The request of a model");
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "The request of a model could not be read, so handlers get an empty one", ex);
			request = ChatRequest.of(List.of());
		}
		return new ChatModelStart(run, sequence, request.messages(), request.options(), this.parameters);
	}

	@SuppressWarnings("unchecked")
	private static <R> LlmResult read(Function<? super R, LlmResult> answer, @Nullable Object result) {
		try {
			return (result != null) ? answer.apply((R) result) : LlmResult.none();
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "The answer of a model could not be read, so handlers get an empty one", ex);
			return LlmResult.none();
		}
	}

}

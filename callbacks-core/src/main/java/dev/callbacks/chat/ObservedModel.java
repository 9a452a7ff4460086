// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallerLoop;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.OpenCall;
import dev.callbacks.Run;
import dev.callbacks.RunBody;
import dev.callbacks.RunConfig;
import dev.callbacks.RunFutures;
import dev.callbacks.RunSpec;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * A call of another library's model as a run: what adapters wrap such models with. What
 * the model returns, streams and throws reaches the caller unchanged; handlers are told
 * of it in our terms.
 * <p>
 * <b>Thread-safety</b>: immutable, and may be called any number of times.
 * <b>Ordering</b>: the model is asked when every handler has finished the start, and the
 * caller goes on when every handler has finished the end; a stream is asked for no more
 * than handlers have room for. <b>Failure</b>: if the manager has stopped, the model is
 * called all the same, and nobody is told. What {@link ChunkReader} or an answer's
 * reading throws is logged, and handlers miss just that.
 *
 * @since 0.1.0
 */
public final class ObservedModel {

	private static final Logger logger = LoggerFactory.getLogger(ObservedModel.class);

	private final CallbackManager manager;

	private final String name;

	private final Supplier<ChatRequest> request;

	private final Map<String, Object> parameters;

	private final RunConfig config;

	/**
	 * A call.
	 * @param manager tells the handlers
	 * @param name the name of the model's provider, which is that of the run
	 * @param request tells what the model is asked; called if there are handlers
	 * @param parameters what else handlers are told of the call
	 * @param config tags, metadata and handlers of the run
	 */
	public ObservedModel(CallbackManager manager, String name, Supplier<ChatRequest> request,
			Map<String, Object> parameters, RunConfig config) {
		this.manager = manager;
		this.name = name;
		this.request = request;
		this.parameters = parameters;
		this.config = config;
	}

	/**
	 * Asks the model on this thread and waits for its answer.
	 * @param <R> the model's answer
	 * @param <X> what the model throws
	 * @param body asks the model
	 * @param answer reads the answer
	 * @return the model's answer
	 * @throws X what the model throws
	 */
	public <R, X extends Exception> R call(RunBody<R, X> body, Function<? super R, LlmResult> answer) throws X {
		try (CallerLoop loop = new CallerLoop()) {
			OpenCall<R> call;
			try {
				call = OpenCall.of(this.manager, this::open, spec(this.config), body, (result) -> read(answer, result),
						loop);
			}
			catch (ManagerStoppedException ex) {
				return body.call();
			}
			return call.<X>callOn(loop);
		}
	}

	/**
	 * Lets the model stream.
	 * @param <T> what it streams
	 * @param body asks the model
	 * @param reader reads a stream; called for each subscription
	 * @return the stream, cold: each subscription is a run
	 */
	public <T> Flux<T> stream(Supplier<? extends Publisher<T>> body, Supplier<? extends ChunkReader<T>> reader) {
		return new ChatFlux<>(new Observed<>(this, body, reader), this.config);
	}

	/**
	 * Opens a run that its driver drives by itself.
	 * @param spec changes what the run is
	 * @return the run
	 */
	public Run open(UnaryOperator<RunSpec> spec) {
		return open(spec.apply(spec(this.config)));
	}

	private RunSpec spec(RunConfig config) {
		return RunSpec.of(this::start).withConfig(config);
	}

	private ChatModelStart start(RunInfo run, long sequence) {
		ChatRequest request;
		try {
			request = this.request.get();
		}
		catch (Throwable ex) {
			RunFutures.isolate(logger, "What a model is asked could not be read for the handlers", ex);
			request = ChatRequest.of(List.of());
		}
		return new ChatModelStart(run, sequence, request.messages(), request.options(), this.parameters);
	}

	private Run open(RunSpec spec) {
		return this.manager.open(RunKind.CHAT_MODEL, this.name, spec);
	}

	@SuppressWarnings("unchecked")
	private static <R> LlmResult read(Function<? super R, LlmResult> answer, @Nullable Object result) {
		try {
			return (result != null) ? answer.apply((R) result) : LlmResult.none();
		}
		catch (Throwable ex) {
			RunFutures.isolate(logger, "The answer of a model could not be read for the handlers", ex);
			return LlmResult.none();
		}
	}

	private record Observed<T>(ObservedModel model, Supplier<? extends Publisher<T>> body,
			Supplier<? extends ChunkReader<T>> readers) implements Streamed<T> {

		@Override
		public RunSpec spec(RunConfig config) {
			return this.model.spec(config);
		}

		@Override
		public Run open(RunSpec spec) {
			return this.model.open(spec);
		}

		@Override
		public Publisher<T> stream(Run run, @Nullable CallerLoop caller) {
			return this.body.get();
		}

		@Override
		public ChunkReader<T> reader() {
			return new CarefulReader<>(this.readers.get());
		}

		@Override
		public boolean isObserved() {
			return true;
		}

		@Override
		public @Nullable T closing(ChatChunk chunk) {
			return null;
		}

		@Override
		public @Nullable Throwable emptyAnswer() {
			return null;
		}

		@Override
		public Throwable cause(Throwable error) {
			return Objects.requireNonNull(RunFutures.unwrap(error));
		}

		@Override
		public @Nullable Publisher<T> unobserved(Throwable refusal) {
			return (refusal instanceof ManagerStoppedException) ? this.body.get() : null;
		}

	}

	private record CarefulReader<T>(ChunkReader<T> reader) implements ChunkReader<T> {

		@Override
		public @Nullable ChatChunk read(T item) {
			try {
				return this.reader.read(item);
			}
			catch (Throwable ex) {
				RunFutures.isolate(logger, "What a model streamed could not be read for the handlers", ex);
				return null;
			}
		}

		@Override
		public ChatChunk closing() {
			try {
				return this.reader.closing();
			}
			catch (Throwable ex) {
				RunFutures.isolate(logger, "How a model's stream ended could not be read for the handlers", ex);
				return ChatChunk.closing();
			}
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.call.BlockingCall;
import dev.callbacks.call.WindowOverflowException;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolCallDelta;
import dev.callbacks.spi.ObservedBean;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Models of LangChain4j as the provider of our chat model: one that streams, one that
 * does not, or both. What one of them cannot do is made of what the other can.
 * <p>
 * <b>Thread-safety</b>: that of the models. <b>Failure</b>: errors are those of the
 * models; to cancel a stream closes the model's connection, as soon as the model has
 * brought a piece with a handle, and to cancel a whole answer interrupts the thread that
 * waits for it.
 *
 * @since 0.1.0
 */
public final class LangChain4jChatProvider implements ChatProvider {

	private final @Nullable StreamingChatModel streaming;

	private final @Nullable ChatModel model;

	private final String name;

	/**
	 * A provider over a model that streams.
	 * @param streaming the model
	 */
	public LangChain4jChatProvider(StreamingChatModel streaming) {
		this(streaming, null);
	}

	/**
	 * A provider over a model that does not stream.
	 * @param model the model
	 */
	public LangChain4jChatProvider(ChatModel model) {
		this(null, model);
	}

	/**
	 * A provider over both kinds of model.
	 * @param streaming the model that streams, or {@code null}
	 * @param model the model that does not, or {@code null}
	 */
	public LangChain4jChatProvider(@Nullable StreamingChatModel streaming, @Nullable ChatModel model) {
		this.streaming = (streaming != null) ? ObservedBean.unwrap(StreamingChatModel.class, streaming) : null;
		this.model = (model != null) ? ObservedBean.unwrap(ChatModel.class, model) : null;
		if (this.streaming != null) {
			this.name = Names.of(this.streaming::provider, this.streaming.getClass());
		}
		else if (this.model != null) {
			this.name = Names.of(this.model::provider, this.model.getClass());
		}
		else {
			throw new InvalidRequestException("The provider needs a model of LangChain4j");
		}
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		StreamingChatModel streaming = this.streaming;
		if (streaming == null) {
			return call(request).flatMapIterable(LangChain4jChatProvider::chunks);
		}
		return Flux.create((sink) -> {
			Emitter emitter = new Emitter(sink);
			streaming.chat(Messages.request(request), emitter);
			emitter.asked = true;
		});
	}

	/**
	 * An answer in one piece as a stream.
	 */
	private static List<ChatChunk> chunks(LlmResult result) {
		Generation answer = result.first();
		if (answer == null) {
			return List.of();
		}
		List<ToolCallDelta> calls = new ArrayList<>();
		for (ToolCall call : answer.message().toolCalls()) {
			calls.add(ToolCallDelta.of(calls.size(), call));
		}
		return List.of(new ChatChunk(answer.text(), null, calls, answer.usage(), answer.metadata(), true));
	}

	@Override
	public Mono<LlmResult> call(ChatRequest request) {
		ChatModel model = this.model;
		if (model == null) {
			return ChatProvider.super.call(request);
		}
		return BlockingCall.mono(() -> Responses.result(model.chat(Messages.request(request))));
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public @Nullable String defaultModel() {
		StreamingChatModel streaming = this.streaming;
		ChatModel model = this.model;
		if (streaming != null) {
			return Names.model(streaming::defaultRequestParameters);
		}
		return (model != null) ? Names.model(model::defaultRequestParameters) : null;
	}

	@Override
	public boolean isBlocking() {
		return true;
	}

	/**
	 * Hands a stream's pieces on. The model cannot be asked to wait, so its thread waits
	 * until a piece is wanted. A model that streams while it is asked is not held up: the
	 * thread that asks may be the one that has to make room.
	 */
	private static final class Emitter implements StreamingChatResponseHandler {

		/** The number of pieces that wait for a thread that must not. */
		private static final int BOUND = 256;

		private final FluxSink<ChatChunk> sink;

		private final ToolCallPieces calls = new ToolCallPieces();

		/** Whether the model has been asked, so that it streams from another thread. */
		private volatile boolean asked;

		private volatile CompletableFuture<?> wanted = new CompletableFuture<>();

		private volatile @Nullable StreamingHandle handle;

		private boolean spoken;

		private int waiting;

		private Emitter(FluxSink<ChatChunk> sink) {
			this.sink = sink.onRequest((count) -> this.wanted.complete(null))
				.onDispose(() -> this.wanted.complete(null))
				.onCancel(this::cancel);
		}

		private void cancel() {
			StreamingHandle handle = this.handle;
			if (handle != null) {
				handle.cancel();
			}
		}

		private void next(ChatChunk chunk, StreamingHandle handle) {
			this.handle = handle;
			if (this.sink.isCancelled()) {
				// before the model gave its handle
				handle.cancel();
			}
			else {
				next(chunk);
			}
		}

		private void next(ChatChunk chunk) {
			this.sink.next(chunk);
			if (!this.asked || isWanted()) {
				this.waiting = 0;
				return;
			}
			this.wanted = new CompletableFuture<>();
			if (isWanted()) {
				return;
			}
			if (!Schedulers.isInNonBlockingThread()) {
				Waiting.until(this.wanted);
			}
			else if (++this.waiting > BOUND) {
				this.sink.error(new WindowOverflowException(
						"The model has streamed " + BOUND + " pieces ahead on a thread that must not wait"));
			}
		}

		private boolean isWanted() {
			return this.sink.requestedFromDownstream() > 0 || this.sink.isCancelled();
		}

		@Override
		public void onPartialResponse(String text) {
			this.spoken = true;
			next(ChatChunk.of(text));
		}

		@Override
		public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
			this.spoken = true;
			next(ChatChunk.of(piece.text()), context.streamingHandle());
		}

		@Override
		public void onPartialThinking(PartialThinking piece) {
			next(ToolCallPieces.thinking(piece));
		}

		@Override
		public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
			next(ToolCallPieces.thinking(piece), context.streamingHandle());
		}

		@Override
		public void onPartialToolCall(PartialToolCall piece) {
			next(this.calls.partial(piece));
		}

		@Override
		public void onPartialToolCall(PartialToolCall piece, PartialToolCallContext context) {
			next(this.calls.partial(piece), context.streamingHandle());
		}

		@Override
		public void onCompleteToolCall(CompleteToolCall call) {
			ChatChunk chunk = this.calls.complete(call);
			if (chunk != null) {
				next(chunk);
			}
		}

		@Override
		public void onCompleteResponse(ChatResponse response) {
			// not every model tells in pieces what its answer has
			AiMessage answer = response.aiMessage();
			if (!this.spoken && answer.text() != null && !answer.text().isEmpty()) {
				this.sink.next(ChatChunk.of(answer.text()));
			}
			ChatChunk calls = this.calls.missing(answer);
			if (calls != null) {
				this.sink.next(calls);
			}
			this.sink.next(Responses.closing(response));
			this.sink.complete();
		}

		@Override
		public void onError(Throwable error) {
			this.sink.error(error);
		}

	}

}

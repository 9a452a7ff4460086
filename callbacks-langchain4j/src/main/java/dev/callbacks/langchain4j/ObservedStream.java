/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.langchain4j;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.RunFutures;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.event.EndReason;
import dev.callbacks.message.ChatChunk;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One streamed answer: tells the run of what comes, and then the user's handler.
 * <p>
 * The model cannot be asked to wait, so its thread waits while a handler's window is
 * full, and at the end until every handler has finished that. The first ending counts;
 * what comes after it is dropped.
 */
final class ObservedStream implements StreamingChatResponseHandler {

	private static final Logger logger = LoggerFactory.getLogger(LangChain4jCallbacks.class);

	private final StreamingChatResponseHandler user;

	private final Run run;

	private final ToolCallPieces calls = new ToolCallPieces();

	private final AtomicBoolean over = new AtomicBoolean();

	private volatile @Nullable StreamingHandle handle;

	ObservedStream(ObservedModel model, StreamingChatResponseHandler user) {
		this.user = user;
		this.run = model.open((spec) -> spec.withOnAbort(this::abort));
	}

	/**
	 * Asks the model when every handler has finished the start.
	 */
	void begin(CallbackManager manager, Consumer<StreamingChatResponseHandler> ask) {
		Thread caller = Thread.currentThread();
		Runnable here = () -> ask(ask);
		Runnable elsewhere = manager.withCallersContext(here);
		this.run.started().whenComplete((started, failure) -> {
			if (failure == null) {
				Runnable task = (Thread.currentThread() == caller) ? here : elsewhere;
				task.run();
			}
			else if (this.over.compareAndSet(false, true)) {
				this.user.onError(RunFutures.unwrap(failure));
			}
		});
	}

	private void ask(Consumer<StreamingChatResponseHandler> ask) {
		Run before = CurrentRun.set(this.run);
		try {
			ask.accept(this);
		}
		catch (RuntimeException | Error ex) {
			// not every model reports what it refuses to its handler
			this.run.error(ex);
			throw ex;
		}
		finally {
			CurrentRun.set(before);
		}
	}

	/**
	 * The run was ended by somebody else.
	 */
	private void abort(Throwable error) {
		StreamingHandle handle = this.handle;
		if (handle != null) {
			handle.cancel();
		}
		if (this.over.compareAndSet(false, true)) {
			this.user.onError(error);
		}
	}

	/**
	 * Tells the run of a piece. What cannot be read is logged and missed by handlers
	 * only.
	 */
	private void token(Supplier<@Nullable ChatChunk> piece, @Nullable StreamingHandle handle) {
		this.handle = (handle != null) ? handle : this.handle;
		ChatChunk chunk;
		try {
			chunk = piece.get();
		}
		catch (RuntimeException ex) {
			logger.warn("What a model streamed could not be read for the handlers", ex);
			return;
		}
		if (chunk != null) {
			Waiting.until(this.run.token(chunk));
		}
	}

	private StreamingHandle observed(StreamingHandle handle) {
		return new StreamingHandle() {

			@Override
			public void cancel() {
				handle.cancel();
				if (ObservedStream.this.over.compareAndSet(false, true)) {
					ObservedStream.this.run.cancel(EndReason.CLOSED);
				}
			}

			@Override
			public boolean isCancelled() {
				return handle.isCancelled();
			}

		};
	}

	@Override
	public void onPartialResponse(String text) {
		if (!this.over.get()) {
			token(() -> ChatChunk.of(text), null);
			this.user.onPartialResponse(text);
		}
	}

	@Override
	public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
		if (!this.over.get()) {
			token(() -> ChatChunk.of(piece.text()), context.streamingHandle());
			this.user.onPartialResponse(piece, new PartialResponseContext(observed(context.streamingHandle())));
		}
	}

	@Override
	public void onPartialThinking(PartialThinking piece) {
		if (!this.over.get()) {
			token(() -> ToolCallPieces.thinking(piece), null);
			this.user.onPartialThinking(piece);
		}
	}

	@Override
	public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
		if (!this.over.get()) {
			token(() -> ToolCallPieces.thinking(piece), context.streamingHandle());
			this.user.onPartialThinking(piece, new PartialThinkingContext(observed(context.streamingHandle())));
		}
	}

	@Override
	public void onPartialToolCall(PartialToolCall piece) {
		if (!this.over.get()) {
			token(() -> this.calls.partial(piece), null);
			this.user.onPartialToolCall(piece);
		}
	}

	@Override
	public void onPartialToolCall(PartialToolCall piece, PartialToolCallContext context) {
		if (!this.over.get()) {
			token(() -> this.calls.partial(piece), context.streamingHandle());
			this.user.onPartialToolCall(piece, new PartialToolCallContext(observed(context.streamingHandle())));
		}
	}

	@Override
	public void onCompleteToolCall(CompleteToolCall call) {
		if (!this.over.get()) {
			token(() -> this.calls.complete(call), null);
			this.user.onCompleteToolCall(call);
		}
	}

	@Override
	public void onUnmappedRawEvent(Object event) {
		if (!this.over.get()) {
			this.user.onUnmappedRawEvent(event);
		}
	}

	@Override
	public void onCompleteResponse(ChatResponse response) {
		if (!this.over.compareAndSet(false, true)) {
			return;
		}
		Throwable raised = Waiting.until(this.run.end(Responses.observed(response)));
		if (raised == null) {
			this.user.onCompleteResponse(response);
		}
		else {
			this.user.onError(raised);
		}
	}

	@Override
	public void onError(Throwable error) {
		if (this.over.compareAndSet(false, true)) {
			Waiting.until(this.run.error(error));
			this.user.onError(error);
		}
	}

}

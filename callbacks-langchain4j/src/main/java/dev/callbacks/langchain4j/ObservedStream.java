// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.call.Failures;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.Stages;
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
import reactor.core.scheduler.Schedulers;

/**
 * One streamed answer: tells the run of what comes, and then the user's handler, with the
 * asker's run current. The user is told all that the model tells; of several endings the
 * run takes the first.
 * <p>
 * The model cannot be asked to wait, so its thread waits while a handler's window is
 * full, and at the end until every handler has finished that.
 */
final class ObservedStream implements StreamingChatResponseHandler {

	private static final Logger logger = LoggerFactory.getLogger(LangChain4jCallbacks.class);

	private final Asker asker;

	private final StreamingChatResponseHandler user;

	private final DrivenRun run;

	private final ToolCallPieces calls = new ToolCallPieces();

	/** Whether the model or its user has ended the run. */
	private final AtomicBoolean over = new AtomicBoolean();

	/** Whether the run was ended by somebody else; the user hears nothing more then. */
	private volatile boolean aborted;

	private volatile @Nullable StreamingHandle handle;

	ObservedStream(Asker asker, ObservedModel model, StreamingChatResponseHandler user) {
		this.asker = asker;
		this.user = user;
		this.run = model.open((spec) -> spec.withOnAbort(this::abort));
	}

	/**
	 * Asks the model when every handler has finished the start: on this thread, unless
	 * that must not wait and has to.
	 */
	void begin(Consumer<StreamingChatResponseHandler> ask) {
		CompletableFuture<?> started = this.run.started().toCompletableFuture();
		if (started.isDone() || !Schedulers.isInNonBlockingThread()) {
			Throwable refused = Waiting.until(started);
			if (refused == null) {
				ask(ask);
			}
			else {
				abort(refused);
			}
			return;
		}
		Runnable elsewhere = RunOpener.observing(this.asker.manager()).withCallersContext(() -> {
			try {
				ask(ask);
			}
			catch (Throwable ex) {
				// nobody else is there to be told
				tell(() -> this.user.onError(ex));
			}
		});
		Stages.whenDone(started, (value, failure) -> {
			if (failure == null) {
				elsewhere.run();
			}
			else {
				abort(Objects.requireNonNull(Failures.unwrap(failure)));
			}
		});
	}

	private void ask(Consumer<StreamingChatResponseHandler> ask) {
		Run before = CurrentRun.set(this.run);
		try {
			ask.accept(this);
		}
		catch (Throwable ex) {
			failed(ex);
			throw ex;
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private void failed(Throwable error) {
		if (this.over.compareAndSet(false, true)) {
			Waiting.untilFailed(this.run, error);
		}
		this.asker.failed(error);
	}

	/**
	 * The run was ended by somebody else.
	 */
	private void abort(Throwable error) {
		boolean first = this.over.compareAndSet(false, true);
		if (first) {
			this.aborted = true;
		}
		try {
			cancel(this.handle);
		}
		finally {
			if (first) {
				Waiting.whileEnding(() -> {
					signal(() -> this.user.onError(error));
					this.asker.failed(error);
				});
			}
		}
	}

	private static void cancel(@Nullable StreamingHandle handle) {
		if (handle != null) {
			handle.cancel();
		}
	}

	/**
	 * Calls the user's handler as it would be called without us: nothing of the model's
	 * run is current.
	 */
	private void tell(Runnable signal) {
		if (!this.aborted) {
			signal(signal);
		}
	}

	private void signal(Runnable signal) {
		Run before = CurrentRun.set(this.asker.run());
		try {
			signal.run();
		}
		finally {
			CurrentRun.set(before);
		}
	}

	/**
	 * Tells the run of a piece. What cannot be read is logged and missed by handlers
	 * only.
	 */
	private void token(Supplier<@Nullable ChatChunk> piece, @Nullable StreamingHandle handle) {
		this.handle = (handle != null) ? handle : this.handle;
		if (this.over.get()) {
			if (this.aborted) {
				// the run may have ended before the model gave its handle
				cancel(handle);
			}
			return;
		}
		ChatChunk chunk;
		try {
			chunk = piece.get();
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "What a model streamed could not be read for the handlers", ex);
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
					ObservedStream.this.asker.cancelled();
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
		token(() -> ChatChunk.of(text), null);
		tell(() -> this.user.onPartialResponse(text));
	}

	@Override
	public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
		token(() -> ChatChunk.of(piece.text()), context.streamingHandle());
		tell(() -> this.user.onPartialResponse(piece, new PartialResponseContext(observed(context.streamingHandle()))));
	}

	@Override
	public void onPartialThinking(PartialThinking piece) {
		token(() -> ToolCallPieces.thinking(piece), null);
		tell(() -> this.user.onPartialThinking(piece));
	}

	@Override
	public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
		token(() -> ToolCallPieces.thinking(piece), context.streamingHandle());
		tell(() -> this.user.onPartialThinking(piece, new PartialThinkingContext(observed(context.streamingHandle()))));
	}

	@Override
	public void onPartialToolCall(PartialToolCall piece) {
		token(() -> this.calls.partial(piece), null);
		tell(() -> this.user.onPartialToolCall(piece));
	}

	@Override
	public void onPartialToolCall(PartialToolCall piece, PartialToolCallContext context) {
		token(() -> this.calls.partial(piece), context.streamingHandle());
		tell(() -> this.user.onPartialToolCall(piece, new PartialToolCallContext(observed(context.streamingHandle()))));
	}

	@Override
	public void onCompleteToolCall(CompleteToolCall call) {
		token(() -> this.calls.complete(call), null);
		tell(() -> this.user.onCompleteToolCall(call));
	}

	@Override
	public void onUnmappedRawEvent(Object event) {
		tell(() -> this.user.onUnmappedRawEvent(event));
	}

	@Override
	public void onCompleteResponse(ChatResponse response) {
		Throwable raised = this.over.compareAndSet(false, true)
				? Waiting.until(this.run.end(Responses.observed(response))) : null;
		if (raised != null && !(raised instanceof RunCancelledException)) {
			fail(raised);
			return;
		}
		try {
			tell(() -> this.user.onCompleteResponse(response));
		}
		catch (Throwable ex) {
			Throwable failure = Refusal.unwrap(ex);
			if (failure != ex) {
				fail(failure);
				return;
			}
			this.asker.failed(ex);
			throw ex;
		}
	}

	/**
	 * A handler with raise-error has failed.
	 */
	private void fail(Throwable raised) {
		tell(() -> this.user.onError(raised));
		this.asker.failed(raised);
	}

	@Override
	public void onError(Throwable error) {
		if (this.over.compareAndSet(false, true)) {
			Waiting.untilFailed(this.run, error);
		}
		try {
			tell(() -> this.user.onError(error));
		}
		finally {
			this.asker.failed(error);
		}
	}

}

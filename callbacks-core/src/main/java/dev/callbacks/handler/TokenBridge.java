// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.call.Handoff;
import dev.callbacks.call.RunEndListener;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/**
 * A handler that streams the tokens of a call to one consumer, while the call itself
 * returns a future, or is below a chain or an agent. It serves one call, in whose
 * {@link dev.callbacks.RunConfig#handlers(dev.callbacks.Handler...) configuration} it is
 * named.
 * <p>
 * The stream has the tokens of all models in the call, ends with the first run that the
 * bridge sees, and fails if that run does. A consumer that is slow or missing pushes back
 * on the model once more than 256 tokens wait; it does not hold up a run that ends early,
 * by a timeout or otherwise. After the consumer cancels, the call goes on without it. If
 * callbacks are switched off the stream has no tokens, and no end.
 *
 * @since 0.1.0
 */
public final class TokenBridge implements AsyncCallbackHandler, RunEndListener {

	/** A timeout without effect: a slow consumer is no failure. */
	private static final Duration NO_DEADLINE = Duration.ofDays(36_500);

	private static final int BOUND = 256;

	private final Handoff<ChatChunk> chunks = new Handoff<>(BOUND, () -> {
	});

	/** The outermost run of the call. */
	private volatile @Nullable UUID call;

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withWindow(1).withTimeout(NO_DEADLINE).withDemandsStreaming(true);
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		if (event instanceof StartEvent && this.call == null) {
			this.call = event.run().id();
		}
		else if (event instanceof LlmNewToken token) {
			return this.chunks.offer(event.run().id(), token.chunk());
		}
		else if (event instanceof TerminalEvent && event.run().id().equals(this.call)) {
			this.chunks.complete((event instanceof ErrorEvent error) ? error.error() : null);
		}
		return null;
	}

	@Override
	public void ending(RunInfo run, Throwable error) {
		// so that the error event arrives although nobody reads
		this.chunks.release(run.id());
	}

	@Override
	public void closed(RunInfo run, @Nullable Throwable error) {
		this.chunks.forget(run.id());
		UUID call = this.call;
		// also if all events were dropped, as at a shutdown
		if (run.id().equals(call) || (call == null && error != null)) {
			this.chunks.complete(error);
		}
	}

	/**
	 * Returns the chunks, for one subscriber.
	 * @return the chunks, of which the last of each answer is marked
	 */
	public Flux<ChatChunk> flux() {
		return this.chunks;
	}

	/**
	 * Returns the texts of the chunks, for one subscriber.
	 * @return the texts that are not empty
	 */
	public Flux<String> texts() {
		return this.chunks.map(ChatChunk::text).filter((text) -> !text.isEmpty());
	}

	/**
	 * Returns the texts of the chunks, for one subscriber of {@link Flow}.
	 * @return the texts
	 */
	public Flow.Publisher<String> publisher() {
		return JdkFlowAdapter.publisherToFlowPublisher(texts());
	}

}

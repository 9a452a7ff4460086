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
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/**
 * Hands the tokens of a call to one consumer, while the call is made in any other way: by
 * a future, or below a chain or an agent. Name it in the call's
 * {@link dev.callbacks.RunConfig#handlers(dev.callbacks.Handler...) configuration}; one
 * bridge is for one call.
 * <p>
 * The stream ends with the call, whose first run the bridge sees, and fails if the call
 * does; the tokens of all models in the call are in it. A consumer that is slow, or does
 * not come, pushes back on the model once some tokens wait for it; one that cancels is
 * left out, and the call goes on.
 *
 * @since 0.1.0
 */
public final class TokenBridge implements AsyncCallbackHandler {

	/** The consumer has all the time it wants. */
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
			return this.chunks.offer(token.chunk());
		}
		else if (event instanceof TerminalEvent && event.run().id().equals(this.call)) {
			this.chunks.complete((event instanceof ErrorEvent error) ? error.error() : null);
		}
		return null;
	}

	/**
	 * The chunks, for one subscriber.
	 * @return the chunks, the last of each model's answer marked so
	 */
	public Flux<ChatChunk> flux() {
		return this.chunks;
	}

	/**
	 * The texts of the chunks, for one subscriber.
	 * @return the texts, without the empty ones
	 */
	public Flux<String> texts() {
		return this.chunks.map(ChatChunk::text).filter((text) -> !text.isEmpty());
	}

	/**
	 * The texts of the chunks, for one subscriber of the JDK's kind.
	 * @return the texts
	 */
	public Flow.Publisher<String> publisher() {
		return JdkFlowAdapter.publisherToFlowPublisher(texts());
	}

}

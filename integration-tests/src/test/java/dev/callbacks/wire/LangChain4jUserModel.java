// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.callbacks.CallbackManager;
import dev.callbacks.langchain4j.LangChain4jCallbacks;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import org.jspecify.annotations.Nullable;

/**
 * Models of LangChain4j as their user calls them.
 */
final class LangChain4jUserModel implements UserModel {

	private final ChatModel model;

	private final StreamingChatModel streaming;

	LangChain4jUserModel(ChatModel model, StreamingChatModel streaming, @Nullable CallbackManager manager) {
		LangChain4jCallbacks callbacks = (manager != null) ? new LangChain4jCallbacks(manager) : null;
		this.model = (callbacks != null) ? callbacks.wrap(model) : model;
		this.streaming = (callbacks != null) ? callbacks.wrap(streaming) : streaming;
	}

	@Override
	public String call(String question) {
		return this.model.chat(question);
	}

	@Override
	public void stream(String question, int limit, Consumer<String> pieces) {
		CompletableFuture<Object> done = new CompletableFuture<>();
		AtomicInteger count = new AtomicInteger();
		this.streaming.chat(question, new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
				pieces.accept(piece.text());
				if (count.incrementAndGet() == limit) {
					context.streamingHandle().cancel();
					done.complete("cancelled");
				}
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
				done.complete(response);
			}

			@Override
			public void onError(Throwable error) {
				done.completeExceptionally(error);
			}

		});
		try {
			done.get(30, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException its) ? its : new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

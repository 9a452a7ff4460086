// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;

/**
 * A way to make a call. Calls of a model are streamed, so that handlers get tokens.
 */
public enum CallWay {

	BLOCKING {
		@Override
		public String call(CallbackChatModel model) {
			return model.call(STREAMING).text();
		}

		@Override
		public CompletableFuture<String> ask(CallbackChatModel model) {
			return TestFutures.onThread(() -> call(model));
		}
	},

	FUTURE {
		@Override
		public CompletableFuture<String> ask(CallbackChatModel model) {
			return TestFutures.of(() -> model.callAsync(STREAMING)).thenApply(LlmResult::text);
		}
	},

	STREAM {
		@Override
		public CompletableFuture<String> ask(CallbackChatModel model) {
			return TestFutures
				.of(() -> model.stream(STREAMING).map(ChatChunk::text).collect(Collectors.joining()).toFuture());
		}
	};

	public static final ChatRequest STREAMING = ChatRequest.of("Hello").streaming();

	/**
	 * Calls a model from this thread, and returns the answer or throws the failure.
	 */
	public String call(CallbackChatModel model) {
		return TestFutures.get(ask(model).orTimeout(TestEngine.LONG.toSeconds(), TimeUnit.SECONDS));
	}

	/**
	 * Calls a model without holding this thread, even if the call hangs.
	 */
	public abstract CompletableFuture<String> ask(CallbackChatModel model);

}

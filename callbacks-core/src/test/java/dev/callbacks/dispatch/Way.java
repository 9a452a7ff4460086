// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;

/**
 * The ways to ask a model, each with its answer as a future.
 */
enum Way {

	BLOCKING {
		@Override
		CompletableFuture<String> ask(CallbackChatModel model) {
			return BoundedEngine.onThread(() -> model.call(STREAMING).text());
		}
	},

	FUTURE {
		@Override
		CompletableFuture<String> ask(CallbackChatModel model) {
			return BoundedEngine.futureOf(() -> model.callAsync(STREAMING)).thenApply(LlmResult::text);
		}
	},

	STREAM {
		@Override
		CompletableFuture<String> ask(CallbackChatModel model) {
			return BoundedEngine
				.futureOf(() -> model.stream(STREAMING).map(ChatChunk::text).collect(Collectors.joining()).toFuture());
		}
	};

	static final ChatRequest STREAMING = ChatRequest.of("Hello").streaming();

	/**
	 * Asks a model, which streams to the handlers.
	 */
	abstract CompletableFuture<String> ask(CallbackChatModel model);

}

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

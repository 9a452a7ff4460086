// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.operated;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Usage;
import reactor.core.publisher.Flux;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Handlers of all tempers, and a model.
 */
@Configuration(proxyBeanMethods = false)
class OperatedHandlers {

	@Bean
	SlowHandler slowHandler() {
		return new SlowHandler();
	}

	@Bean
	FailingHandler failingHandler() {
		return new FailingHandler();
	}

	@Bean
	SheddingHandler sheddingHandler() {
		return new SheddingHandler();
	}

	@Bean
	AwaitedHandler awaitedHandler() {
		return new AwaitedHandler();
	}

	@Bean
	Model chatProvider() {
		return new Model();
	}

	static class SlowHandler implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
			LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
		}

	}

	static class FailingHandler implements CallbackHandler {

		@Override
		public void onLlmEnd(LlmEnd event) {
			throw new IllegalStateException("This handler always fails");
		}

	}

	static class SheddingHandler implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
		}

	}

	static class AwaitedHandler implements AsyncCallbackHandler {

		@Override
		public CompletionStage<?> onLlmEnd(LlmEnd event) {
			return CompletableFuture.completedFuture(null);
		}

	}

	/**
	 * A model that says what it was asked, and a little more.
	 */
	static class Model implements ChatProvider {

		private static final Usage USAGE = Usage.of(1_000, 500);

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			String text = request.messages().get(0).text();
			Flux<ChatChunk> tokens = Flux.just(ChatChunk.of(text), ChatChunk.of(" and"), ChatChunk.of(" more"));
			if (text.startsWith("fail")) {
				return tokens.concatWith(Flux.error(new IllegalStateException("The model is down")));
			}
			if (text.startsWith("long")) {
				return tokens.concatWith(Flux.interval(Duration.ofMillis(500)).map((i) -> ChatChunk.of(" more")));
			}
			return tokens.concatWithValues(ChatChunk.closing(USAGE, Map.of("model_name", request.options().model())));
		}

		@Override
		public String name() {
			return "mistralai";
		}

	}

}

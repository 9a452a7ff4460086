// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.browser;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Document;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * An application that the console shows: models, chains and handlers, one of which fails.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ShownApplication {

	@Bean
	ChatProvider pacedProvider() {
		return new PacedProvider();
	}

	@Bean
	CallbackHandler tokenPrinter() {
		return new CallbackHandler() {

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				// a handler that is fast
			}

		};
	}

	@Bean
	CallbackHandler brokenAudit() {
		return new CallbackHandler() {

			@Override
			public void onLlmEnd(LlmEnd event) {
				throw new IllegalStateException("The audit is not there");
			}

		};
	}

	/**
	 * A handler for which the models of a chain wait.
	 */
	@Bean
	AsyncCallbackHandler waker() {
		return new AsyncCallbackHandler() {

			@Override
			public @Nullable CompletionStage<?> onChatModelStart(ChatModelStart event) {
				return event.run().tags().contains("demo") ? Mono.delay(Duration.ofMillis(200)).toFuture() : null;
			}

		};
	}

	@Bean
	Work work(CallbackManager manager, CallbackChatModel chatModel) {
		return new Work(manager, chatModel);
	}

	/**
	 * The work that the application does.
	 */
	record Work(CallbackManager manager, CallbackChatModel chatModel) {

		Flux<ChatChunk> ask(String question) {
			return this.chatModel.stream(question);
		}

		/**
		 * A chain with a search, a tool and a model.
		 */
		String research(String question) {
			return this.manager.chain("research").tags("demo").metadata("tenant", "acme").call(() -> {
				this.manager.retriever("library")
					.input(question)
					.call(() -> List.of(new Document(null, "About streams", Map.of())));
				this.manager.tool("calculator").input("6 * 7").call(() -> "42");
				return this.chatModel.stream(ChatRequest.of(question))
					.map(ChatChunk::text)
					.reduce("", String::concat)
					.block();
			});
		}

		Map<String, String> failing() {
			try {
				this.chatModel.call("Please fail");
				return Map.of();
			}
			catch (RuntimeException ex) {
				return Map.of("failure", String.valueOf(ex.getMessage()));
			}
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.autoconfigure.TwoHandlers.TokenPrinter;
import dev.callbacks.autoconfigure.TwoHandlers.Waker;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * A handler of either kind.
 */
@Configuration(proxyBeanMethods = false)
public class TwoHandlers {

	@Bean
	@Order(2)
	TokenPrinter tokenPrinter() {
		return new TokenPrinter();
	}

	@Bean
	@Order(1)
	Waker waker() {
		return new Waker();
	}

	public static class TokenPrinter implements CallbackHandler {

		public final Queue<String> tokens = new ConcurrentLinkedQueue<>();

		public final Queue<String> threads = new ConcurrentLinkedQueue<>();

		public final Queue<Boolean> virtual = new ConcurrentLinkedQueue<>();

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			this.tokens.add(event.token());
			this.threads.add(Thread.currentThread().getName());
			this.virtual.add(Thread.currentThread().getClass().getName().contains("Virtual"));
		}

	}

	public static class Waker implements AsyncCallbackHandler {

		public final Queue<String> events = new ConcurrentLinkedQueue<>();

		@Override
		public CompletionStage<?> onChatModelStart(ChatModelStart event) {
			return CompletableFuture.runAsync(() -> this.events.add("start"));
		}

		@Override
		public CompletionStage<?> onLlmEnd(LlmEnd event) {
			return CompletableFuture.runAsync(() -> this.events.add("end"));
		}

	}

}

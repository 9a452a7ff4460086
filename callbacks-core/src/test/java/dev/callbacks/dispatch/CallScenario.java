// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.step.Steps;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call of a model, directly or inside a chain or step. It waits until the call is over.
 */
enum CallScenario {

	BLOCKING {
		@Override
		void call(TestEngine engine, CallbackChatModel model) {
			model.call(STREAMING);
		}
	},
	FUTURE {
		@Override
		void call(TestEngine engine, CallbackChatModel model) throws Exception {
			model.callAsync(STREAMING).get(20, TimeUnit.SECONDS);
		}
	},
	STREAM {
		@Override
		Flux<?> flux(TestEngine engine, CallbackChatModel model) {
			return model.stream(STREAMING);
		}
	},
	MONO {
		@Override
		Flux<?> flux(TestEngine engine, CallbackChatModel model) {
			return model.mono(STREAMING).flux();
		}
	},
	TEXT {
		@Override
		Flux<?> flux(TestEngine engine, CallbackChatModel model) {
			return model.streamText("Hello");
		}
	},
	EVENTS {
		@Override
		Flux<?> flux(TestEngine engine, CallbackChatModel model) {
			return model.events(STREAMING).flux();
		}
	},
	BATCH {
		@Override
		void call(TestEngine engine, CallbackChatModel model) {
			model.generate(List.of(List.of(ChatMessage.user("1")), List.of(ChatMessage.user("2"))));
		}
	},
	ASYNC_BATCH {
		@Override
		void call(TestEngine engine, CallbackChatModel model) throws Exception {
			model.generateAsync(List.of(List.of(ChatMessage.user("1")), List.of(ChatMessage.user("2"))))
				.get(20, TimeUnit.SECONDS);
		}
	},
	CHAIN {
		@Override
		void call(TestEngine engine, CallbackChatModel model) {
			engine.manager.chain("chain").call(() -> model.call(STREAMING));
		}
	},
	SUBMITTED_CHAIN {
		@Override
		void call(TestEngine engine, CallbackChatModel model) throws Exception {
			engine.manager.chain("chain").submit(() -> model.call(STREAMING)).get(20, TimeUnit.SECONDS);
		}
	},
	ASYNC_CHAIN {
		@Override
		void call(TestEngine engine, CallbackChatModel model) throws Exception {
			engine.manager.chain("chain")
				.callAsync(() -> model.callAsync(STREAMING).thenCompose((result) -> model.callAsync(STREAMING)))
				.get(20, TimeUnit.SECONDS);
		}
	},
	CHAIN_STREAM {
		@Override
		Flux<?> flux(TestEngine engine, CallbackChatModel model) {
			return engine.manager.chain("chain").stream(() -> model.stream(STREAMING));
		}
	},
	CHAIN_MONO {
		@Override
		Flux<?> flux(TestEngine engine, CallbackChatModel model) {
			return engine.manager.chain("chain").mono(() -> model.mono(STREAMING)).flux();
		}
	},
	STEP {
		@Override
		void call(TestEngine engine, CallbackChatModel model) {
			Steps steps = new Steps(engine.manager);
			steps.parallel(Map.of("left", steps.model(model), "right", steps.model(model))).call(STREAMING);
		}
	},
	STEP_STREAM {
		@Override
		Flux<?> flux(TestEngine engine, CallbackChatModel model) {
			Steps steps = new Steps(engine.manager);
			return steps.text(model).then(steps.lambda("length", String::length)).stream(STREAMING);
		}
	},
	CANCELLED_STREAM {
		@Override
		Flux<?> flux(TestEngine engine, CallbackChatModel model) {
			return model.stream(STREAMING).take(1);
		}
	},
	CANCELLED_FUTURE {
		@Override
		void call(TestEngine engine, CallbackChatModel model) throws InterruptedException {
			model.callAsync(STREAMING).cancel(true);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
		}
	};

	private static final ChatRequest STREAMING = ChatRequest.of("Hello").streaming();

	void call(TestEngine engine, CallbackChatModel model) throws Exception {
		flux(engine, model).blockLast(TestEngine.LONG);
	}

	Flux<?> flux(TestEngine engine, CallbackChatModel model) {
		throw new IllegalStateException(this + " is no stream");
	}

}

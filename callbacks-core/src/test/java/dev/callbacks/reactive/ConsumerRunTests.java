// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.reactive;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.StartEvent;
import dev.callbacks.handler.TokenBridge;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The run that a consumer finds, and that is the parent of its calls (G9).
 */
class ConsumerRunTests {

	static Stream<Function<CallbackChatModel, Flux<?>>> streams() {
		ChatRequest request = ChatRequest.of("Hello").streaming();
		return Stream.of((model) -> model.stream(request), (model) -> model.events(request).flux(), (model) -> {
			TokenBridge bridge = new TokenBridge();
			Flux<?> tokens = bridge.flux();
			return tokens
				.doFirst(() -> model.with(RunConfig.handlers(bridge).runName("bridged").detached()).callAsync(request));
		});
	}

	@ParameterizedTest
	@MethodSource("streams")
	void consumerIsInTheRunOfItsSubscription(Function<CallbackChatModel, Flux<?>> stream) throws Exception {
		Queue<String> found = new ConcurrentLinkedQueue<>();
		Map<String, Object> parents = new ConcurrentHashMap<>();
		Recording.Blocking handler = new Recording.Blocking((event) -> {
			if (event instanceof StartEvent && event.run().parentId() != null) {
				parents.put(event.run().name(), event.run().parentId());
			}
		});
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b", "c")).build());
			Object outer = engine.manager.chain("outer").call(() -> {
				stream.apply(model)
					.doOnSubscribe((subscription) -> found.add(Run.current().info().name()))
					.doOnNext((item) -> found.add(Run.current().info().name()))
					.concatMap((item) -> engine.manager.chain("inner").mono(() -> Mono.just("output")))
					.blockLast();
				return Run.current().info().id();
			});
			assertThat(found).hasSizeGreaterThan(3).containsOnly("outer");
			assertThat(parents).containsEntry("inner", outer);
		}
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallWay;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Providers that block the thread that asks them (G8, G9).
 */
class BlockingProviderTests {

	@ParameterizedTest
	@EnumSource
	void providerFindsTheRunAndTheCallersContext(CallWay way) throws Exception {
		try (TestEngine engine = new TestEngine(); MDC.MDCCloseable tenant = MDC.putCloseable("tenant", "a")) {
			assertThat(tenant).isNotNull();
			Map<String, String> seen = new ConcurrentHashMap<>();
			TestProvider provider = new TestProvider(() -> Flux.generate(() -> 0, (count, sink) -> {
				seen.put("item " + count, Run.current().info().name() + " " + MDC.get("tenant"));
				if (count == 2) {
					sink.complete();
				}
				else {
					sink.next(ChatChunk.of("x"));
				}
				return count + 1;
			}), true);
			CallbackChatModel model = new CallbackChatModel(engine.manager, provider);
			String answer = (way == CallWay.BLOCKING) ? model.call(CallWay.STREAMING).text() : way.call(model);
			assertThat(answer).isEqualTo("xx");
			assertThat(seen).hasSize(3).allSatisfy((place, found) -> assertThat(found).isEqualTo("test a"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void windowOfOneAsksForNoMoreWhileAHandlerIsAtWork(CallWay way) throws Exception {
		AtomicInteger made = new AtomicInteger();
		Map<Integer, Integer> ahead = new ConcurrentHashMap<>();
		AtomicInteger tokens = new AtomicInteger();
		CountDownLatch never = new CountDownLatch(1);
		Recording.Blocking handler = new Recording.Blocking(HandlerSettings.none().withWindow(1), (event) -> {
			if (event instanceof LlmNewToken token && !token.chunk().last()) {
				int number = tokens.incrementAndGet();
				await(never);
				ahead.put(number, made.get());
			}
		});
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().callerRuns(false)).with(handler)) {
			TestProvider provider = TestProvider
				.of(() -> Flux.<ChatChunk>generate((sink) -> sink.next(ChatChunk.of("" + made.incrementAndGet())))
					.take(3));
			assertThat(way.call(new CallbackChatModel(engine.manager, provider))).isEqualTo("123");
			assertThat(ahead).isEqualTo(Map.of(1, 1, 2, 2, 3, 3));
		}
	}

	/**
	 * Gives the provider time to go on.
	 */
	private static void await(CountDownLatch never) {
		try {
			assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

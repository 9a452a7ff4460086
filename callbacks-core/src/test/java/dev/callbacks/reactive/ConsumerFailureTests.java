// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.reactive;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.TestProvider;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.handler.TokenBridge;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.step.Steps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Consumers that throw an error which Reactor throws on: the consumer gets it, and the
 * run is over (G1, G16).
 */
class ConsumerFailureTests {

	private static final ChatRequest REQUEST = ChatRequest.of("Hello").streaming();

	static Stream<Arguments> cases() {
		return Stream.of(Source.values())
			.flatMap((source) -> Stream.of(true, false)
				.flatMap((tokens) -> Stream.of(true, false).map((here) -> Arguments.of(source, tokens, here))));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void errorAtAnItemReachesTheConsumer(Source source, boolean tokens, boolean here) throws Exception {
		for (int failing = 1; failing <= 2; failing++) {
			int number = failing;
			try (TestEngine engine = engine(tokens)) {
				AtomicInteger items = new AtomicInteger();
				Flux<?> consumed = source.open(engine, provided(here)).doOnNext((item) -> {
					if (items.incrementAndGet() == number) {
						throw new NoClassDefFoundError("consumer");
					}
				});
				CompletableFuture<?> outcome = TestFutures.of(() -> consumed.then().toFuture());
				assertThatThrownBy(() -> outcome.get(TestEngine.LONG.toSeconds(), TimeUnit.SECONDS))
					.hasRootCauseInstanceOf(NoClassDefFoundError.class);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("cases")
	void errorAtTheSubscriptionEndsTheRun(Source source, boolean tokens, boolean here) throws Exception {
		try (TestEngine engine = engine(tokens)) {
			Flux<?> items = source.open(engine, provided(here));
			CompletableFuture<Throwable> reported = new CompletableFuture<>();
			try {
				items.subscribe(new RefusingSubscriber(reported));
			}
			catch (NoClassDefFoundError ex) {
				reported.complete(ex);
			}
			assertThat(reported.get(TestEngine.LONG.toSeconds(), TimeUnit.SECONDS))
				.isInstanceOf(NoClassDefFoundError.class);
		}
	}

	private static TestEngine engine(boolean tokens) {
		return tokens ? new TestEngine().with(new Recording.Async()) : new TestEngine();
	}

	private static Flux<ChatChunk> provided(boolean here) {
		Flux<ChatChunk> chunks = Flux.just(ChatChunk.of("a"), ChatChunk.of("b"), ChatChunk.of("c"));
		return here ? chunks : chunks.subscribeOn(Schedulers.boundedElastic());
	}

	enum Source {

		MODEL {
			@Override
			Flux<?> open(TestEngine engine, Flux<ChatChunk> items) {
				return model(engine, items).stream(REQUEST);
			}
		},

		OBSERVED {
			@Override
			Flux<?> open(TestEngine engine, Flux<ChatChunk> items) {
				return new ObservedModel(engine.manager, "observed", () -> REQUEST, Map.of(), RunConfig.empty())
					.stream(() -> items, PlainReader::new);
			}
		},

		CHAIN {
			@Override
			Flux<?> open(TestEngine engine, Flux<ChatChunk> items) {
				return engine.manager.chain("chain").stream(() -> items);
			}
		},

		STEP {
			@Override
			Flux<?> open(TestEngine engine, Flux<ChatChunk> items) {
				return new Steps(engine.manager).<String, ChatChunk>generator("step", (input) -> items).stream("input");
			}
		},

		EVENTS {
			@Override
			Flux<?> open(TestEngine engine, Flux<ChatChunk> items) {
				return model(engine, items).events(REQUEST).flux();
			}
		},

		BRIDGE {
			@Override
			Flux<?> open(TestEngine engine, Flux<ChatChunk> items) {
				TokenBridge bridge = new TokenBridge();
				model(engine, items).with(RunConfig.handlers(List.of(bridge))).callAsync(REQUEST);
				return bridge.flux();
			}
		};

		abstract Flux<?> open(TestEngine engine, Flux<ChatChunk> items);

		private static CallbackChatModel model(TestEngine engine, Flux<ChatChunk> items) {
			return new CallbackChatModel(engine.manager, TestProvider.of(() -> items));
		}

	}

	private record RefusingSubscriber(CompletableFuture<Throwable> reported) implements CoreSubscriber<Object> {

		@Override
		public void onSubscribe(Subscription subscription) {
			throw new NoClassDefFoundError("consumer");
		}

		@Override
		public void onNext(Object item) {
		}

		@Override
		public void onError(Throwable failure) {
			this.reported.complete(failure);
		}

		@Override
		public void onComplete() {
		}

	}

}

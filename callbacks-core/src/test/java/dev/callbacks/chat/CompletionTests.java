// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.Recording;
import dev.callbacks.RetryPolicy;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Text completion, and models that ask again.
 */
class CompletionTests {

	private static final RetryPolicy TWICE = RetryPolicy.maxAttempts(2)
		.backoff(Duration.ofMillis(1), Duration.ofMillis(1));

	private static String ask(CallbackChatModel model, String way) {
		return switch (way) {
			case "blocking" -> model.call("x").text();
			case "streamed" -> model.call(ChatRequest.of("x").streaming()).text();
			case "future" -> model.callAsync("x").join().text();
			default -> String.join("", model.stream("x").map(ChatChunk::text).collectList().block());
		};
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "future", "stream" })
	void completionIsARunOfItsOwnKindThatStartsWithThePrompt(String way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, EmbeddedChatProvider.answering("Yes"));
			String text = switch (way) {
				case "blocking" -> model.complete("Is it?").text();
				case "future" -> model.completeAsync("Is it?").join().text();
				default -> String.join("", model.streamText("Is it?").map(ChatChunk::text).collectList().block());
			};
			assertThat(text).isEqualTo("Yes");
			LlmStart start = (LlmStart) handler.events().get(0);
			assertThat(start.prompts()).containsExactly("Is it?");
			assertThat(start.run().kind()).isEqualTo(RunKind.LLM);
			assertThat(handler.names()).startsWith("LlmStart").endsWith("LlmEnd");
		}
	}

	@Test
	void providerMayCompleteInItsOwnWay() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			ChatProvider provider = new ChatProvider() {

				@Override
				public Flux<ChatChunk> stream(ChatRequest request) {
					return Flux.error(new IllegalStateException("not a chat model"));
				}

				@Override
				public Flux<ChatChunk> streamText(String prompt, ChatOptions options) {
					return Flux.just(ChatChunk.of(prompt + "!"));
				}

				@Override
				public Mono<LlmResult> complete(String prompt, ChatOptions options) {
					return streamText(prompt + "!", options)
						.collect(dev.callbacks.message.ChunkCollector::new, dev.callbacks.message.ChunkCollector::add)
						.map(dev.callbacks.message.ChunkCollector::result);
				}

				@Override
				public String name() {
					return "text";
				}

			};
			CallbackChatModel model = new CallbackChatModel(engine.manager, provider);
			assertThat(model.complete("a").text()).isEqualTo("a!!");
			assertThat(model.streamText("a").blockFirst().text()).isEqualTo("a!");
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> model.complete(null));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "streamed", "future", "stream" })
	void modelAsksItsProviderAgainAndTellsItOnItsRun(String way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		IllegalStateException failure = new IllegalStateException("busy");
		try (TestEngine engine = new TestEngine().with(handler)) {
			AtomicInteger asked = new AtomicInteger();
			CallbackChatModel model = new CallbackChatModel(engine.manager, TestProvider.of(() -> Flux
				.defer(() -> (asked.incrementAndGet() == 1) ? Flux.error(failure) : Flux.just(ChatChunk.of("Yes")))))
				.withRetry(TWICE);
			assertThat(ask(model, way)).isEqualTo("Yes");
			List<Retry> retries = handler.events()
				.stream()
				.filter((event) -> event instanceof Retry)
				.map((event) -> (Retry) event)
				.toList();
			assertThat(retries).singleElement().satisfies((retry) -> {
				assertThat(retry.attempt()).isEqualTo(2);
				assertThat(retry.error()).isSameAs(failure);
				assertThat(retry.run().kind()).isEqualTo(RunKind.CHAT_MODEL);
			});
			assertThat(handler.events().stream().map((event) -> event.run().id()).distinct()).hasSize(1);
			assertThat(handler.names()).endsWith("LlmEnd");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "streamed", "future", "stream" })
	void modelGivesUpWithTheProvidersLastFailure(String way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			AtomicInteger asked = new AtomicInteger();
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					TestProvider.of(() -> Flux
						.defer(() -> Flux.error(new IllegalStateException("failure " + asked.incrementAndGet())))))
				.withRetry(TWICE);
			assertThatThrownBy(() -> ask(model, way)).hasStackTraceContaining("failure 2");
			assertThat(asked).hasValue(2);
			assertThat(handler.names()).containsExactly("ChatModelStart", "Retry", "LlmError");
		}
	}

	@Test
	void streamThatHasBegunIsNotAskedForAgain() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			AtomicInteger asked = new AtomicInteger();
			CallbackChatModel model = new CallbackChatModel(engine.manager, TestProvider.of(() -> Flux.defer(() -> {
				asked.incrementAndGet();
				return Flux.just(ChatChunk.of("a")).concatWith(Flux.error(new IllegalStateException("cut")));
			}))).withRetry(TWICE);
			assertThatThrownBy(() -> model.stream("x").blockLast()).hasMessage("cut");
			assertThat(asked).hasValue(1);
		}
	}

	@Test
	void delaysDoubleUpToTheirBoundAndLeaveAPartToChance() {
		RetryPolicy exact = RetryPolicy.maxAttempts(9)
			.backoff(Duration.ofMillis(100), Duration.ofMillis(500))
			.jitter(0);
		assertThat(exact.delayBefore(2)).isEqualTo(Duration.ofMillis(100));
		assertThat(exact.delayBefore(3)).isEqualTo(Duration.ofMillis(200));
		assertThat(exact.delayBefore(5)).isEqualTo(Duration.ofMillis(500));
		assertThat(exact.delayBefore(1_000)).isEqualTo(Duration.ofMillis(500));
		assertThat(exact.jitter(0.5).delayBefore(2)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
		assertThat(exact.allows(8, new IllegalStateException())).isTrue();
		assertThat(exact.allows(9, new IllegalStateException())).isFalse();
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> RetryPolicy.maxAttempts(0));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> exact.jitter(2));
	}

}

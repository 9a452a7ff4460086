// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import dev.callbacks.CallbackHandler;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Usage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the usage of answers that were cut off.
 */
class CutOffUsageTests {

	private static final Flux<ChatChunk> TOKENS = Flux.just(ChatChunk.of("a"), ChatChunk.of("b"), ChatChunk.of("c"));

	private static final ChatRequest REQUEST = ChatRequest.of("Tell me a joke")
		.withOptions(ChatOptions.none().withModel("m-1"))
		.streaming();

	private final CallbackDispatcher dispatcher = CallbackDispatcher.builder().build();

	private final UsageCollector usage = new UsageCollector();

	private final AtomicInteger tokens = new AtomicInteger();

	private final AtomicReference<LlmError> error = new AtomicReference<>();

	CutOffUsageTests() {
		this.dispatcher.add(this.usage);
		this.dispatcher.add(new CallbackHandler() {

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				CutOffUsageTests.this.tokens.incrementAndGet();
			}

			@Override
			public void onLlmError(LlmError event) {
				CutOffUsageTests.this.error.set(event);
			}

		});
	}

	static List<End> ends() {
		return Stream.of(End.values()).toList();
	}

	@ParameterizedTest
	@MethodSource("ends")
	void tokensThatCameAreTheEstimate(End end) {
		end(end, model(TOKENS));
		Awaitility.await().untilAsserted(() -> assertThat(this.error.get()).isNotNull());
		assertThat(this.error.get().tokens()).isPositive();
		Usage expected = Usage.estimate(this.error.get().tokens());
		assertThat(this.error.get().partial().first().usage()).isEqualTo(expected);
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.usage.estimatedByModel()).isEqualTo(Map.of("m-1", expected)));
		assertThat(this.usage.byModel()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("ends")
	void usageThatProviderHasReportedIsNoEstimate(End end) {
		Usage reported = Usage.of(5, 7);
		end(end, model(Flux.concat(
				Flux.just(new ChatChunk("a", null, List.of(), reported, Map.of("model_name", "m-2"), false)), TOKENS)));
		Awaitility.await().untilAsserted(() -> assertThat(this.usage.byModel()).isEqualTo(Map.of("m-2", reported)));
		assertThat(this.usage.estimatedByModel()).isEmpty();
	}

	@Test
	void nothingIsEstimatedIfNothingCame() {
		end(End.FAILED, model(Flux.empty()));
		assertThat(this.error.get().partial().first()).isNull();
		assertThat(this.usage.estimatedByModel()).isEmpty();
	}

	@Test
	void completionThatIsCutOffIsOneOfTheModelThatWasAsked() {
		model(TOKENS).withOptions(ChatOptions.none().withModel("m-3")).streamText("prompt").blockFirst();
		Awaitility.await().untilAsserted(() -> assertThat(this.usage.estimatedByModel()).containsOnlyKeys("m-3"));
	}

	@Test
	void answerThatIsCutOffIsOneOfTheDefaultModel() {
		model(TOKENS).stream("question").blockFirst();
		Awaitility.await().untilAsserted(() -> assertThat(this.usage.estimatedByModel()).containsOnlyKeys("default"));
	}

	@Test
	void estimateMakesTheSumOne() {
		assertThat(Usage.of(1, 2).plus(Usage.estimate(3))).isEqualTo(new Usage(1, 5, 6, Map.of(), Map.of(), true));
	}

	private void end(End end, CallbackChatModel model) {
		switch (end) {
			case FAILED -> model.callAsync(new ChatRequest(REQUEST.messages(), REQUEST.options().withMaxTokens(1)))
				.handle((result, failure) -> failure)
				.join();
			case CANCELLED -> {
				CompletableFuture<?> answer = model.callAsync(REQUEST);
				Awaitility.await().until(() -> this.tokens.get() >= 3);
				answer.cancel(true);
			}
			case CLOSED -> model.stream(REQUEST).blockFirst();
			case TIMED_OUT -> model.with(RunConfig.empty().timeout(Duration.ofMillis(500)))
				.callAsync(REQUEST)
				.handle((result, failure) -> failure)
				.join();
		}
	}

	private CallbackChatModel model(Flux<ChatChunk> chunks) {
		return new CallbackChatModel(this.dispatcher, new ChatProvider() {

			@Override
			public Flux<ChatChunk> stream(ChatRequest request) {
				boolean fails = request.options().maxTokens() != null;
				return Flux.concat(chunks, fails ? Flux.error(new IllegalStateException("wire")) : Flux.never());
			}

			@Override
			public String name() {
				return "cut";
			}

			@Override
			public String defaultModel() {
				return "default";
			}

		});
	}

	private enum End {

		FAILED, CANCELLED, CLOSED, TIMED_OUT

	}

}

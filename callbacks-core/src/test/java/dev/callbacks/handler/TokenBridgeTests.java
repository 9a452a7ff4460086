// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.RunCancelledException;
import dev.callbacks.RunConfig;
import dev.callbacks.RunTimeoutException;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The end of a {@link TokenBridge} that is read late.
 */
@Timeout(60)
class TokenBridgeTests {

	/** The tokens that wait for a reader, with the one that makes the model wait. */
	private static final int WAITING = 257;

	private static final Duration SOON = Duration.ofMillis(500);

	private final TokenBridge bridge = new TokenBridge();

	private final AtomicInteger pulled = new AtomicInteger();

	private final RunConfig config = RunConfig.handlers(this.bridge);

	private CallbackChatModel endless(TestEngine engine) {
		return model(engine, Flux.generate((sink) -> sink.next(ChatChunk.of("" + this.pulled.getAndIncrement()))));
	}

	private static CallbackChatModel model(TestEngine engine, Flux<ChatChunk> chunks) {
		return new CallbackChatModel(engine.manager, TestProvider.of(() -> chunks));
	}

	private void awaitFull() {
		await().until(() -> this.pulled.get() >= WAITING);
	}

	private void verifyTokensThenFailure(Class<? extends Throwable> failure) {
		StepVerifier.create(this.bridge.texts()).expectNextCount(WAITING).expectError(failure).verify(TestEngine.LONG);
	}

	@Test
	void timeoutEndsACallWhoseTokensNobodyReads() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CompletableFuture<LlmResult> answer = endless(engine).with(this.config.timeout(SOON)).callAsync("x");
			assertThat(answer).failsWithin(TestEngine.LONG)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(RunTimeoutException.class);
			StepVerifier.create(this.bridge.texts())
				.thenConsumeWhile((text) -> true)
				.expectError(RunTimeoutException.class)
				.verify(TestEngine.LONG);
		}
	}

	@Test
	void timeoutEndsABlockingCallWhoseTokensNobodyReads() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = endless(engine).with(this.config.timeout(SOON));
			assertThatExceptionOfType(RunTimeoutException.class).isThrownBy(() -> model.call("x"));
			StepVerifier.create(this.bridge.texts())
				.thenConsumeWhile((text) -> true)
				.expectError(RunTimeoutException.class)
				.verify(TestEngine.LONG);
		}
	}

	@Test
	void cancelEndsACallWhoseTokensNobodyReads() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CompletableFuture<LlmResult> answer = endless(engine).with(this.config).callAsync("x");
			awaitFull();
			answer.cancel(true);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			verifyTokensThenFailure(RunCancelledException.class);
		}
	}

	@Test
	void failureOfTheProviderEndsACallWhoseTokensNobodyReads() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			Flux<ChatChunk> chunks = Flux.range(0, WAITING).map((number) -> ChatChunk.of("" + number));
			CompletableFuture<LlmResult> answer = model(engine,
					chunks.concatWith(Mono.error(new IllegalStateException("cut"))))
				.with(this.config)
				.callAsync("x");
			assertThat(answer).failsWithin(TestEngine.LONG);
			verifyTokensThenFailure(IllegalStateException.class);
		}
	}

	@Test
	void timeoutOfARunBelowEndsThatRunAlone() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = endless(engine).with(RunConfig.empty().timeout(SOON));
			CompletableFuture<String> chain = engine.manager.chain("chain").with(this.config).submit(() -> {
				assertThatExceptionOfType(RunTimeoutException.class).isThrownBy(() -> model.call("x"));
				return "went on";
			});
			assertThat(chain).succeedsWithin(TestEngine.LONG).isEqualTo("went on");
			StepVerifier.create(this.bridge.texts()).expectNextCount(WAITING).expectComplete().verify(TestEngine.LONG);
		}
	}

	@Test
	void stopEndsTheStreamOfALateReader() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			endless(engine).with(this.config).callAsync("x");
			awaitFull();
			engine.manager.stop(Duration.ZERO);
			verifyTokensThenFailure(RunCancelledException.class);
		}
	}

}

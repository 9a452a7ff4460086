// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.Recording;
import dev.callbacks.RetryPolicy;
import dev.callbacks.RunCancelledException;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.TestProvider;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmError;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A caller that is interrupted while the provider blocks its thread.
 */
class InterruptedProviderTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void providerThatReportsAnInterruptIsNotAskedAgain(boolean wrapped) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		AtomicInteger asked = new AtomicInteger();
		TestProvider provider = new TestProvider(() -> Flux.defer(() -> {
			asked.incrementAndGet();
			// as a client does that has taken the interrupt of its thread
			InterruptedException interrupt = new InterruptedException();
			return Flux.error(wrapped ? new IllegalStateException("stopped", interrupt) : interrupt);
		}), true);
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, provider)
				.withRetry(RetryPolicy.maxAttempts(3).backoff(Duration.ZERO, Duration.ZERO));
			CompletableFuture<Boolean> interrupted = TestFutures.onThread(() -> {
				assertThatThrownBy(() -> model.call("Hello")).isInstanceOf(RunCancelledException.class);
				return Thread.interrupted();
			});
			assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
			assertThat(asked).hasValue(1);
			assertThat(handler.names()).isEqualTo(List.of("ChatModelStart", "LlmError"));
			assertThat(handler.events()).last(InstanceOfAssertFactories.type(LlmError.class))
				.extracting(LlmError::reason)
				.isEqualTo(EndReason.CANCELLED);
		}
	}

}

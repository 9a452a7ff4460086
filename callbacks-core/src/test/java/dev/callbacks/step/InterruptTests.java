// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.Recording;
import dev.callbacks.RetryPolicy;
import dev.callbacks.RunCancelledException;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.TestProvider;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A thread that is interrupted in a part of what it waits for: nothing is begun after
 * that part.
 */
class InterruptTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final AtomicInteger calls = new AtomicInteger();

	/** Steps that would go on after a part. */
	enum Kind {

		SEQUENCE {

			@Override
			Step<String, String> of(Step<String, String> part, Step<String, String> next) {
				return part.then(next);
			}

		},

		FALLBACK {

			@Override
			Step<String, String> of(Step<String, String> part, Step<String, String> next) {
				return part.withFallbacks(next);
			}

		},

		RETRY {

			@Override
			Step<String, String> of(Step<String, String> part, Step<String, String> next) {
				return part.withRetry(RetryPolicy.maxAttempts(2).backoff(HOUR, HOUR).jitter(0));
			}

		};

		abstract Step<String, String> of(Step<String, String> part, Step<String, String> next);

	}

	@ParameterizedTest
	@EnumSource
	void interruptInAPartEndsTheWhole(Kind kind) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			Step<String, String> part = steps.lambda("part", (input) -> {
				this.calls.incrementAndGet();
				Thread.currentThread().interrupt();
				if (kind != Kind.SEQUENCE) {
					throw new IllegalStateException("part");
				}
				return input;
			});
			Step<String, String> next = steps.lambda("next", (input) -> {
				this.calls.incrementAndGet();
				return input;
			});
			CompletableFuture<Boolean> interrupted = TestFutures.onThread(() -> {
				assertThatThrownBy(() -> kind.of(part, next).call("input")).isInstanceOf(RunCancelledException.class);
				return Thread.interrupted();
			});
			assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
			assertThat(this.calls).hasValue(1);
			CallbackEvent first = handler.events().get(0);
			assertThat(handler.events()).filteredOn((event) -> event.run().equals(first.run()))
				.last(InstanceOfAssertFactories.type(ChainError.class))
				.extracting(ChainError::reason)
				.isEqualTo(EndReason.CANCELLED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void interruptOfACallInAPartCancelsAllAroundIt(Kind kind) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			CallbackChatModel hanging = new CallbackChatModel(engine.manager, TestProvider.of(Flux::never));
			Step<String, String> part = steps.lambda("part", (input) -> {
				Thread.currentThread().interrupt();
				return hanging.call(input).text();
			});
			Step<String, String> whole = kind.of(part, steps.lambda("next", (input) -> input));
			CompletableFuture<Boolean> interrupted = TestFutures.onThread(() -> {
				assertThatThrownBy(() -> whole.named("whole").call("input")).isInstanceOf(RunCancelledException.class);
				return Thread.interrupted();
			});
			assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
			assertThat(handler.events()).filteredOn(ErrorEvent.class::isInstance)
				.hasSize(3)
				.allSatisfy((event) -> assertThat(((ErrorEvent) event).reason()).isEqualTo(EndReason.CANCELLED));
		}
	}

	/**
	 * The failure of the step before does not hide it.
	 */
	@Test
	void interruptInAFallbackCancelsTheWhole() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		IllegalStateException failure = new IllegalStateException("part");
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			Step<String, String> part = steps.lambda("part", (input) -> {
				throw failure;
			});
			Step<String, String> fallback = steps.lambda("fallback", (input) -> {
				throw new InterruptedException();
			});
			CompletableFuture<Boolean> interrupted = TestFutures.onThread(() -> {
				assertThatThrownBy(() -> part.withFallbacks(fallback).call("input"))
					.isInstanceOf(RunCancelledException.class)
					.hasRootCauseInstanceOf(InterruptedException.class);
				return Thread.interrupted();
			});
			assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
			assertThat(handler.events()).last(InstanceOfAssertFactories.type(ChainError.class))
				.extracting(ChainError::reason)
				.isEqualTo(EndReason.CANCELLED);
		}
	}

	/**
	 * A body that leaves an interrupt and comes to its end has succeeded.
	 */
	@Test
	void interruptInTheLastPartChangesNothing() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			Step<String, String> next = steps.lambda("next", (input) -> {
				Thread.currentThread().interrupt();
				return input + "!";
			});
			CompletableFuture<Boolean> interrupted = TestFutures.onThread(() -> {
				assertThat(Kind.SEQUENCE.of(steps.lambda("part", (input) -> input), next).call("input"))
					.isEqualTo("input!");
				return Thread.interrupted();
			});
			assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
			assertThat(handler.events()).last().isInstanceOf(ChainEnd.class);
		}
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.callbacks.Recording;
import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.Retry;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Steps that are called again, or replaced, when they fail, in every way of calling (G8,
 * G9, G16).
 */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttemptsTests {

	private static final RetryPolicy TWICE = RetryPolicy.maxAttempts(2).backoff(Duration.ZERO, Duration.ZERO);

	private final ExecutorService foreign = Executors.newFixedThreadPool(2);

	private final TestEngine engine = new TestEngine();

	private final Steps steps = new Steps(this.engine.manager);

	@AfterEach
	void close() throws Exception {
		this.foreign.shutdownNow();
		this.engine.close();
	}

	static Stream<Arguments> errors() {
		List<Supplier<Throwable>> errors = List.of(() -> new NoClassDefFoundError("hostile"),
				() -> new OutOfMemoryError("hostile"), () -> new StackOverflowError("hostile"),
				() -> new AssertionError("hostile"));
		return Stream.of(StepWay.values())
			.flatMap((way) -> errors.stream().map((error) -> Arguments.of(way, error.get())));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void errorsAfterTheLastAttemptReachTheCaller(StepWay way, Error error) {
		Step<String, String> broken = this.steps.lambdaAsync("broken",
				(input) -> CompletableFuture.failedFuture(error));
		for (Step<String, ?> step : List.of(broken.withRetry(TWICE), broken.withFallbacks(broken), broken.then(broken),
				this.steps.parallel(Map.of("a", broken)))) {
			// block() of Reactor wraps what is no RuntimeException
			assertThat(Exceptions.unwrap(catchThrowable(() -> way.call(step, "x")))).isSameAs(error);
		}
	}

	@ParameterizedTest
	@EnumSource
	void attemptsAfterAFailureOnAForeignThreadHaveTheCallersRunAndContext(StepWay way) {
		List<String> seen = Collections.synchronizedList(new ArrayList<>());
		AtomicInteger calls = new AtomicInteger();
		Step<String, String> flaky = this.steps.lambdaAsync("flaky", (input) -> {
			seen.add(MDC.get("user") + " in " + Run.current().info().parentId());
			boolean fails = calls.incrementAndGet() % 2 == 1;
			return CompletableFuture.supplyAsync(() -> {
				if (fails) {
					throw new IllegalStateException("not yet");
				}
				return input;
			}, this.foreign);
		});
		MDC.put("user", "anna");
		try {
			way.call(flaky.withRetry(TWICE), "x");
			way.call(flaky.withFallbacks(flaky), "x");
		}
		finally {
			MDC.clear();
		}
		assertThat(seen).hasSize(4).allMatch((one) -> one.startsWith("anna in "));
		assertThat(seen.get(1)).isEqualTo(seen.get(0));
		assertThat(seen.get(3)).isEqualTo(seen.get(2));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void errorsOfAModelAfterItsLastAttemptReachTheCaller(StepWay way, Error error) {
		AtomicInteger asked = new AtomicInteger();
		Step<ChatRequest, String> model = this.steps
			.text(new CallbackChatModel(this.engine.manager, TestProvider.of(() -> Flux.defer(() -> {
				asked.incrementAndGet();
				return Flux.error(error);
			}))).withRetry(TWICE.on((failure) -> true)));
		assertThat(Exceptions.unwrap(catchThrowable(() -> way.call(model, ChatRequest.of("x"))))).isSameAs(error);
		assertThat(asked).hasValue(2);
	}

	@Test
	void attemptsOfABlockingCallStayOnItsThread() {
		List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
		Step<String, String> broken = this.steps.lambda("broken", (input) -> {
			threads.add(Thread.currentThread());
			throw new IllegalStateException("broken");
		});
		CallbackChatModel model = new CallbackChatModel(this.engine.manager, TestProvider.of(() -> Flux.defer(() -> {
			threads.add(Thread.currentThread());
			return Flux.error(new IllegalStateException("broken"));
		}))).withRetry(TWICE);
		assertThat(catchThrowable(() -> broken.withRetry(TWICE).call("x"))).hasMessage("broken");
		assertThat(catchThrowable(() -> broken.withFallbacks(broken).call("x"))).hasMessage("broken");
		assertThat(catchThrowable(() -> model.call("x"))).hasMessage("broken");
		assertThat(threads).hasSize(6).containsOnly(Thread.currentThread());
	}

	@Test
	void demandOutlivesAFailedAttempt() {
		AtomicInteger calls = new AtomicInteger();
		Step<String, Integer> flaky = this.steps.generator("flaky",
				(Flux<String> input) -> input.flatMap((text) -> (calls.incrementAndGet() % 2 == 1)
						? Flux.error(new IllegalStateException("not yet")) : Flux.just(1, 2, 3)));
		for (Step<String, Integer> step : List.of(flaky.withRetry(TWICE), flaky.withFallbacks(flaky))) {
			StepVerifier.create(step.stream("x"), 0)
				.thenRequest(1)
				.expectNext(1)
				.thenRequest(1)
				.expectNext(2)
				.thenRequest(5)
				.expectNext(3)
				.expectComplete()
				.verify(TestEngine.LONG);
		}
	}

	@Test
	void closingAStreamBetweenAttemptsMakesNoOther() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		CountDownLatch reported = new CountDownLatch(1);
		this.engine.with(new Recording.Blocking((event) -> {
			if (event instanceof Retry) {
				reported.countDown();
			}
		}));
		Step<String, String> broken = this.steps.lambda("broken", (input) -> {
			calls.incrementAndGet();
			throw new IllegalStateException("broken");
		});
		Disposable subscription = broken
			.withRetry(RetryPolicy.maxAttempts(2).backoff(Duration.ofHours(1), Duration.ofHours(1)))
			.stream("x")
			.subscribe();
		assertThat(reported.await(20, TimeUnit.SECONDS)).isTrue();
		subscription.dispose();
		assertThat(this.engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
		assertThat(calls).hasValue(1);
	}

}

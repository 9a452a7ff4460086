// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.callbacks.TestFutures;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.handler.RunRecorder;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Steps that make many calls, one after another or side by side: calls that are done at
 * once do not nest in each other, nor do those that finish on other threads (G1, G16).
 */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyCallsTests {

	private static final int MANY = 4_000;

	private final Recording.Blocking blocking = new Recording.Blocking();

	private final Recording.Async async = new Recording.Async();

	private final Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true));

	private final ExecutorService foreign = Executors.newFixedThreadPool(2);

	@AfterEach
	void endThreads() {
		this.foreign.shutdownNow();
	}

	private TestEngine engine() {
		return new TestEngine().with(this.blocking, this.async, this.inline);
	}

	/** Some calls are done at once, some on other threads, in no order. */
	private <T> CompletableFuture<T> soon(int number, T value) {
		return ((number * 31) % 7 < 4) ? CompletableFuture.completedFuture(value)
				: CompletableFuture.supplyAsync(() -> value, this.foreign);
	}

	private static <T> Step<T, T> sequence(List<Step<T, T>> steps) {
		Step<T, T> all = steps.get(0);
		for (Step<T, T> step : steps.subList(1, steps.size())) {
			all = all.then(step);
		}
		return all;
	}

	/** Of all runs but the first, which is that of the whole, that is the parent. */
	private void assertChildren(int count) {
		assertThat(this.async.events()).filteredOn(TerminalEvent.class::isInstance).hasSize(count + 1);
		List<CallbackEvent> starts = this.async.events().stream().filter(StartEvent.class::isInstance).toList();
		assertThat(starts).hasSize(count + 1);
		assertThat(starts.subList(1, count + 1)).extracting((start) -> start.run().parentId())
			.containsOnly(starts.get(0).run().id());
		assertThat(this.blocking.events()).hasSameSizeAs(this.async.events());
		assertThat(this.inline.events()).hasSameSizeAs(this.async.events());
	}

	@ParameterizedTest
	@EnumSource
	void stepsOfASequenceThatFinishHereAndThereDoNotNest(StepWay way) throws Exception {
		try (TestEngine engine = engine()) {
			Steps steps = new Steps(engine.manager);
			Step<Integer, Integer> all = sequence(IntStream.range(0, MANY)
				.mapToObj((i) -> steps.<Integer, Integer>lambdaAsync("step", (value) -> soon(i, value + 1)))
				.toList());
			assertThat(way.call(all, 0)).isEqualTo(MANY);
			assertChildren(MANY);
		}
	}

	@ParameterizedTest
	@EnumSource
	void sequencesInASequenceDoNotNest(StepWay way) throws Exception {
		try (TestEngine engine = engine()) {
			Steps steps = new Steps(engine.manager);
			Step<Integer, Integer> one = steps.lambdaAsync("one", (Integer value) -> soon(value, value + 1));
			Step<Integer, Integer> two = one.then(one).named("two");
			assertThat(way.call(sequence(Collections.nCopies(MANY / 4, two)), 0)).isEqualTo(MANY / 2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void generatorsDoNotNest(StepWay way) throws Exception {
		try (TestEngine engine = engine()) {
			Step<Integer, Integer> one = new Steps(engine.manager).generator("generator",
					(Flux<Integer> pieces) -> pieces.map((piece) -> piece + 1));
			assertThat(way.call(sequence(Collections.nCopies(MANY, one)), 0)).isEqualTo(MANY);
			assertChildren(MANY);
		}
	}

	@ParameterizedTest
	@EnumSource
	void generatorsBetweenOtherStepsDoNotNest(StepWay way) throws Exception {
		try (TestEngine engine = engine()) {
			Steps steps = new Steps(engine.manager);
			Step<Integer, Integer> generator = steps.generator("generator",
					(Flux<Integer> pieces) -> pieces.concatMap((piece) -> Flux.just(piece, piece + 1)));
			Step<Integer, Integer> function = steps.lambda("function", (Integer value) -> value + 1);
			assertThat(way.call(sequence(Collections.nCopies(MANY / 4, generator.then(function))), 0))
				.isEqualTo(MANY / 2);
		}
	}

	@Test
	void piecesPassThroughManyGeneratorsInTheirOrder() throws Exception {
		try (TestEngine engine = engine()) {
			Step<Integer, Integer> one = new Steps(engine.manager).generator("generator",
					(Flux<Integer> pieces) -> pieces.map((piece) -> piece + 1));
			Step<Integer, Integer> all = sequence(Collections.nCopies(200, one));
			assertThat(all.transform(Flux.range(0, 50), RunConfig.empty()).collectList().block())
				.isEqualTo(IntStream.range(200, 250).boxed().toList());
			assertChildren(200);
		}
	}

	@Test
	void closingTheStreamEndsManyGenerators() throws Exception {
		try (TestEngine engine = engine()) {
			Step<Integer, Integer> one = new Steps(engine.manager).generator("generator",
					(Flux<Integer> pieces) -> pieces.map((piece) -> piece + 1));
			Step<Integer, Integer> all = sequence(Collections.nCopies(2_000, one));
			CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
			Flux<Integer> endless = Flux.<Integer>generate((sink) -> sink.next(0))
				.doOnCancel(() -> cancelled.complete(true));
			assertThat(all.transform(endless, RunConfig.empty()).take(3).collectList().block()).containsExactly(2_000,
					2_000, 2_000);
			assertThat(cancelled.get(20, TimeUnit.SECONDS)).isTrue();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			List<ErrorEvent> errors = this.async.events()
				.stream()
				.filter(ErrorEvent.class::isInstance)
				.map(ErrorEvent.class::cast)
				.toList();
			assertThat(errors).hasSize(2_001);
			// a generator may be told by the one before that this was cancelled
			assertThat(errors).extracting(ErrorEvent::error).hasOnlyElementsOfType(RunCancelledException.class);
			assertThat(errors).filteredOn((event) -> event.run().parentId() == null)
				.extracting(ErrorEvent::reason)
				.containsExactly(EndReason.CLOSED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void failureAmongManyStepsEndsThemAll(StepWay way) throws Exception {
		IllegalStateException failure = new IllegalStateException("broken");
		try (TestEngine engine = engine()) {
			Steps steps = new Steps(engine.manager);
			AtomicInteger called = new AtomicInteger();
			Step<Integer, Integer> all = sequence(
					IntStream.range(0, 1_000).mapToObj((i) -> steps.<Integer, Integer>lambdaAsync("step", (value) -> {
						called.incrementAndGet();
						return (i < 500) ? soon(i, value) : CompletableFuture.failedFuture(failure);
					})).toList());
			assertThatThrownBy(() -> way.call(all, 0)).isSameAs(failure);
			assertThat(called).hasValue(501);
		}
	}

	@ParameterizedTest
	@EnumSource
	void attemptsDoNotNest(StepWay way) throws Exception {
		try (TestEngine engine = engine()) {
			AtomicInteger attempts = new AtomicInteger();
			Step<Integer, Integer> step = new Steps(engine.manager)
				.<Integer, Integer>lambdaAsync("flaky",
						(value) -> (attempts.incrementAndGet() < MANY)
								? CompletableFuture.failedFuture(new IllegalStateException("not yet"))
								: CompletableFuture.completedFuture(value))
				.withRetry(RetryPolicy.maxAttempts(MANY).backoff(Duration.ZERO, Duration.ZERO));
			assertThat(way.call(step, 1)).isEqualTo(1);
			assertThat(attempts).hasValue(MANY);
		}
	}

	@ParameterizedTest
	@EnumSource
	@SuppressWarnings("unchecked")
	void fallbacksDoNotNest(StepWay way) throws Exception {
		try (TestEngine engine = engine()) {
			AtomicInteger asked = new AtomicInteger();
			Step<Integer, Integer> step = new Steps(engine.manager).lambdaAsync("broken", (Integer value) -> {
				int number = asked.incrementAndGet();
				return soon(number, value).thenApply((same) -> {
					if (number < MANY) {
						throw new IllegalStateException("failure " + number);
					}
					return same;
				});
			});
			Step<Integer, Integer>[] others = new Step[MANY - 1];
			Arrays.fill(others, step);
			assertThat(way.call(step.withFallbacks(others), 1)).isEqualTo(1);
			assertChildren(MANY);
		}
	}

	@ParameterizedTest
	@EnumSource
	void branchesDoNotNest(StepWay way) throws Exception {
		try (TestEngine engine = engine()) {
			Steps steps = new Steps(engine.manager);
			Map<String, Step<Integer, Integer>> branches = new LinkedHashMap<>();
			IntStream.range(0, MANY)
				.forEach((i) -> branches.put("" + i,
						steps.lambdaAsync("branch", (Integer value) -> soon(i, value + i))));
			assertThat(way.call(steps.parallel(branches), 1)).hasSize(MANY)
				.containsEntry(String.valueOf(MANY - 1), MANY);
			assertChildren(MANY);
		}
	}

	@Test
	void itemsOfABatchDoNotNest() throws Exception {
		try (TestEngine engine = engine()) {
			Step<Integer, Integer> step = new Steps(engine.manager).lambdaAsync("item",
					(Integer value) -> soon(value, value + 1));
			List<Integer> inputs = IntStream.range(0, MANY).boxed().toList();
			List<Integer> outputs = IntStream.rangeClosed(1, MANY).boxed().toList();
			assertThat(TestFutures.get(step.batchAsync(inputs))).isEqualTo(outputs);
			assertThat(TestFutures.get(step.batchAsync(inputs, RunConfig.empty().maxConcurrency(1))))
				.isEqualTo(outputs);
			assertThat(step.batch(inputs)).isEqualTo(outputs);
		}
	}

	@ParameterizedTest
	@EnumSource
	void turnsOfAnAgentDoNotNest(StepWay way) throws Exception {
		int turns = 2_000;
		try (TestEngine engine = new TestEngine().with(this.async)) {
			AtomicInteger asked = new AtomicInteger();
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder()
						.script((request) -> (asked.incrementAndGet() < turns)
								? EmbeddedAnswer.toolCalls(new ToolCall("" + asked, "tool", "{}"))
								: EmbeddedAnswer.text("done"))
						.build());
			Step<ChatRequest, LlmResult> agent = new Steps(engine.manager).agent("agent", model)
				.tools(Tool.ofAsync(new ToolDefinition("tool", "", "{}"), (arguments) -> soon(asked.get(), "told")))
				.maxTurns(turns)
				.build();
			assertThat(way.call(agent, ChatRequest.of("Go")).text()).isEqualTo("done");
			assertThat(asked).hasValue(turns);
		}
	}

	@Test
	void stepsFindTheRunAndTheContextOfTheCallerOnForeignThreads() throws Exception {
		try (TestEngine engine = engine()) {
			Steps steps = new Steps(engine.manager);
			List<String> seen = Collections.synchronizedList(new ArrayList<>());
			Step<Integer, Integer> look = steps.lambdaAsync("look", (Integer value) -> {
				seen.add(MDC.get("user") + " in " + Run.current().info().parentId());
				return CompletableFuture.supplyAsync(() -> value + 1, this.foreign);
			});
			Step<Integer, Integer> generator = steps.generator("generator", (Flux<Integer> pieces) -> {
				seen.add(MDC.get("user") + " in " + Run.current().info().parentId());
				return pieces.map((value) -> value + 1);
			});
			Step<Integer, Integer> all = look.then(look).then(generator).then(generator).then(look);
			for (StepWay way : List.of(StepWay.FUTURE, StepWay.STREAM, StepWay.MONO, StepWay.BLOCKING)) {
				seen.clear();
				this.async.receipts.clear();
				MDC.put("user", "anna");
				try {
					assertThat(way.call(all, 0)).isEqualTo(5);
				}
				finally {
					MDC.clear();
				}
				String expected = "anna in " + this.async.events().get(0).run().id();
				assertThat(seen).as(way.name()).hasSize(5).containsOnly(expected);
			}
			assertThat(CompletableFuture.supplyAsync(() -> "" + MDC.get("user"), this.foreign).get()).isEqualTo("null");
		}
	}

	@Test
	void idOfAStepIsThatOfTheFirstRunOfABatch() throws Exception {
		UUID id = UUID.randomUUID();
		RunRecorder recorder = new RunRecorder();
		try (TestEngine engine = new TestEngine().with(recorder)) {
			Step<String, String> step = new Steps(engine.manager).<String, String>lambda("step", String::trim)
				.with(RunConfig.empty().runId(id));
			assertThat(step.batch(List.of("a", "b", "c"))).containsExactly("a", "b", "c");
			assertThat(TestFutures.get(step.batchAsync(List.of("a", "b")))).containsExactly("a", "b");
		}
		assertThat(recorder.roots()).hasSize(4).extracting((root) -> root.info().id()).containsOnlyOnce(id);
	}

	@Test
	void cancelAmongManyStepsCancelsTheOneUnderWayAndBeginsNoOther() throws Exception {
		try (TestEngine engine = engine()) {
			Steps steps = new Steps(engine.manager);
			AtomicInteger called = new AtomicInteger();
			CompletableFuture<Integer> hanging = new CompletableFuture<>();
			CompletableFuture<Boolean> there = new CompletableFuture<>();
			Step<Integer, Integer> all = sequence(
					IntStream.range(0, 100).mapToObj((i) -> steps.<Integer, Integer>lambdaAsync("step", (value) -> {
						if (called.incrementAndGet() < 50) {
							return soon(i, value);
						}
						there.complete(true);
						return hanging;
					})).toList());
			CompletableFuture<Integer> future = all.callAsync(0);
			there.get(20, TimeUnit.SECONDS);
			future.cancel(true);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			await().until(hanging::isCancelled);
			assertThat(called).hasValue(50);
			assertThat(this.async.events()).filteredOn(ErrorEvent.class::isInstance).hasSize(2);
		}
	}

}

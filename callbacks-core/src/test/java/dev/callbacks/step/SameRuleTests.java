// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.handler.RunRecorder;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Steps that keep the same rule in every way of calling them.
 */
class SameRuleTests {

	private final TestEngine engine = new TestEngine();

	private final Steps steps = new Steps(this.engine.manager);

	@BeforeEach
	void isIdle() {
		assertThat(this.engine.manager.openRuns()).isZero();
	}

	@AfterEach
	void close() throws Exception {
		this.engine.close();
	}

	@ParameterizedTest
	@EnumSource
	void parallelCallsNoMoreBranchesAtOnceThanAllowed(StepWay way) {
		AtomicInteger open = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		Map<String, Step<String, String>> branches = new LinkedHashMap<>();
		for (int i = 0; i < 4; i++) {
			branches.put("b" + i, this.steps.lambda("b" + i, (input) -> {
				most.accumulateAndGet(open.incrementAndGet(), Math::max);
				new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
				open.decrementAndGet();
				return input;
			}));
		}
		Map<String, String> outputs = way.call(this.steps.parallel(branches), "x", RunConfig.empty().maxConcurrency(1));
		assertThat(outputs).hasSize(4);
		assertThat(most).hasValue(1);
	}

	@ParameterizedTest
	@EnumSource
	void parallelWithFailingBranchesLetsTheOthersEndAndReportsTheFirstFailure(StepWay way) {
		IllegalStateException first = new IllegalStateException("first");
		IllegalArgumentException second = new IllegalArgumentException("second");
		CountDownLatch failed = new CountDownLatch(1);
		AtomicInteger ended = new AtomicInteger();
		Map<String, Step<String, String>> branches = new LinkedHashMap<>();
		branches.put("late", this.steps.lambda("late", (input) -> {
			assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
			throw first;
		}));
		branches.put("early", this.steps.lambda("early", (input) -> {
			failed.countDown();
			throw second;
		}));
		branches.put("good", this.steps.lambda("good", (input) -> {
			assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
			ended.incrementAndGet();
			return input;
		}));
		assertThatThrownBy(() -> way.call(this.steps.parallel(branches), "x")).isSameAs(first);
		assertThat(first.getSuppressed()).contains(second);
		assertThat(ended).hasValue(1);
	}

	@ParameterizedTest
	@EnumSource
	void stepWithoutOutputBeforeAnotherIsAFailure(StepWay way) {
		Step<String, String> none = this.steps.lambda("none", (input) -> null);
		Step<String, String> next = this.steps.lambda("next", (input) -> input);
		Step<String, String> pieces = this.steps.generator("pieces", (input) -> input);
		for (Step<String, String> sequence : new Step[] { none.then(next), next.then(none).then(next),
				none.then(pieces) }) {
			assertThatThrownBy(() -> way.call(sequence, "x")).isInstanceOf(InvalidRequestException.class)
				.hasMessageContaining("input of a step");
		}
	}

	@ParameterizedTest
	@EnumSource
	void answerWithoutTextIsAnEmptyText(StepWay way) {
		Step<ChatRequest, String> text = this.steps
			.text(new CallbackChatModel(this.engine.manager, TestProvider.of(() -> Flux.just(ChatChunk.closing()))));
		Step<String, Integer> length = this.steps.lambda("length", String::length);
		assertThat(way.call(text, ChatRequest.of("x"))).isEmpty();
		assertThat(way.call(text.then(length), ChatRequest.of("x"))).isZero();
		assertThat(way.call(this.steps.parallel(Map.of("text", text)), ChatRequest.of("x"))).containsEntry("text", "");
	}

	@ParameterizedTest
	@EnumSource
	void cancelledCallIsNotTriedAgainWhateverThePolicySays(StepWay way) {
		RetryPolicy always = RetryPolicy.maxAttempts(3).backoff(Duration.ZERO, Duration.ZERO).on((failure) -> true);
		AtomicInteger calls = new AtomicInteger();
		Step<String, String> cancelled = this.steps.lambda("cancelled", (input) -> {
			calls.incrementAndGet();
			Run.current().cancel();
			return input;
		});
		assertThatThrownBy(() -> way.call(cancelled.withRetry(always), "x")).isInstanceOf(RunCancelledException.class);
		assertThat(calls).hasValue(1);
	}

	@ParameterizedTest
	@EnumSource
	void cancelledFallbackIsSeenAsCancelled(StepWay way) {
		IllegalStateException failure = new IllegalStateException("failing");
		Step<String, String> failing = this.steps.lambda("failing", (input) -> {
			throw failure;
		});
		Step<String, String> cancelled = this.steps.lambda("cancelled", (input) -> {
			Run.current().cancel();
			return input;
		});
		assertThatThrownBy(() -> way.call(failing.withFallbacks(cancelled), "x"))
			.isInstanceOf(RunCancelledException.class)
			.hasSuppressedException(failure);
	}

	@ParameterizedTest
	@EnumSource
	void agentWithoutMessagesIsRefusedBeforeItBegins(StepWay way) {
		RunRecorder recorder = new RunRecorder();
		this.engine.manager.add(recorder);
		Step<ChatRequest, LlmResult> agent = this.steps
			.agent("agent", new CallbackChatModel(this.engine.manager, EmbeddedChatProvider.create()))
			.build();
		assertThatThrownBy(() -> way.call(agent, ChatRequest.of(List.of()))).isInstanceOf(InvalidRequestException.class)
			.hasMessageContaining("at least one message");
		assertThat(recorder.roots()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void branchWithoutOutputHasNullInTheOutputOfAll(StepWay way) {
		Map<String, Step<String, String>> branches = new LinkedHashMap<>();
		branches.put("none", this.steps.lambda("none", (input) -> null));
		Step<Map<String, String>, String> show = this.steps.lambda("show", Map::toString);
		assertThat(way.call(this.steps.parallel(branches).then(show), "x")).isEqualTo("{none=null}");
		branches.put("some", this.steps.lambda("some", (input) -> input));
		assertThat(way.call(this.steps.parallel(branches).then(show), "x")).isIn("{none=null, some=x}",
				"{some=x, none=null}");
	}

	@ParameterizedTest
	@EnumSource
	void mapsWithNullValuesAreMerged(StepWay way) {
		Map<String, Object> nothing = new HashMap<>();
		nothing.put("key", null);
		Step<String, Map<String, Object>> step = this.steps.generator("maps",
				(input) -> Flux.just(nothing, Map.of("key", "a"), nothing, Map.of("key", "b")));
		assertThat(way.call(step, "x")).isEqualTo(Map.of("key", "ab"));
	}

	@ParameterizedTest
	@EnumSource
	void toolThatReturnsNoStageFailsAsAnyOther(StepWay way) {
		ToolDefinition definition = new ToolDefinition("tool", "", "{}");
		Tool tool = Tool.ofAsync(definition, (arguments) -> null);
		assertThat(way.call(this.steps.tool(tool.answeringFailures(Throwable::getMessage)), Map.of()))
			.isEqualTo("The tool returned no stage, but null");
		assertThatThrownBy(() -> way.call(this.steps.tool(tool), Map.of()))
			.hasMessage("The tool returned no stage, but null");
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.callbacks.TestFutures;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.Recording;
import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.call.BatchResult;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.chat.EmptyAnswerException;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Document;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Steps, and what is put together of them.
 */
class StepTests {

	static List<RunInfo> runs(Recording.Blocking handler) {
		return handler.events()
			.stream()
			.filter((event) -> event instanceof StartEvent)
			.map(CallbackEvent::run)
			.toList();
	}

	static RunInfo run(Recording.Blocking handler, String name) {
		return runs(handler).stream().filter((run) -> run.name().equals(name)).findFirst().orElseThrow();
	}

	private static RetryPolicy attempts(int attempts) {
		return RetryPolicy.maxAttempts(attempts).backoff(Duration.ofMillis(1), Duration.ofMillis(1));
	}

	private static CallbackChatModel joker(TestEngine engine) {
		return new CallbackChatModel(engine.manager,
				EmbeddedChatProvider.builder()
					.script((request) -> EmbeddedAnswer.tokens("A joke about ",
							request.messages().get(request.messages().size() - 1).text()))
					.build());
	}

	@ParameterizedTest
	@EnumSource
	void lambdaIsARunAroundItsFunction(StepWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Step<String, Integer> length = new Steps(engine.manager).lambda("length", String::length);
			assertThat(way.call(length, "four")).isEqualTo(4);
			assertThat(handler.names()).containsExactly("ChainStart", "ChainEnd");
			assertThat(((ChainStart) handler.events().get(0)).inputs()).isEqualTo(Map.of("input", "four"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void b36ChildrenOfASequenceAreTaggedAndTheTagStays(StepWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			Step<String, String> inner = steps.lambda("inner", (String text) -> text + "!");
			Step<String, String> sequence = steps.<String, String>lambda("first", String::trim)
				.then(steps.<String, String>lambdaAsync("second",
						(text) -> CompletableFuture.completedFuture(text.toUpperCase())))
				.then(steps.<String, String>lambda("third", (text) -> inner.call(text)));
			assertThat(way.call(sequence, " hi ", RunConfig.empty().tags("all"))).isEqualTo("HI!");
			RunInfo whole = run(handler, "sequence");
			assertThat(run(handler, "first").tags()).containsExactly("all", "seq:step:1");
			assertThat(run(handler, "second").tags()).containsExactly("all", "seq:step:2");
			assertThat(run(handler, "third").tags()).containsExactly("all", "seq:step:3");
			assertThat(run(handler, "inner").tags()).containsExactly("all");
			assertThat(run(handler, "inner").parentId()).isEqualTo(run(handler, "third").id());
			assertThat(List.of("first", "second", "third"))
				.allSatisfy((name) -> assertThat(run(handler, name).parentId()).isEqualTo(whole.id()));
		}
	}

	@ParameterizedTest
	@EnumSource
	void b36ChildrenOfAParallelAreTaggedByTheirKey(StepWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			Step<String, Map<String, Object>> both = steps
				.parallel(Map.of("length", steps.<String, Object>lambda("length", String::length), "upper",
						steps.<String, Object>lambda("upper", String::toUpperCase)));
			assertThat(way.call(both, "abc")).isEqualTo(Map.of("length", 3, "upper", "ABC"));
			RunInfo whole = run(handler, "parallel");
			assertThat(run(handler, "length").tags()).containsExactly("map:key:length");
			assertThat(run(handler, "upper").tags()).containsExactly("map:key:upper");
			assertThat(run(handler, "length").parentId()).isEqualTo(whole.id());
			assertThat(run(handler, "upper").parentId()).isEqualTo(whole.id());
		}
	}

	@Test
	void branchWithoutANameIsRefused() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			Steps steps = new Steps(engine.manager);
			Map<String, Step<String, String>> branches = Collections.singletonMap(null,
					steps.lambda("branch", (String input) -> input));
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> steps.parallel(branches))
				.withMessageContaining("name of a branch");
		}
	}

	@ParameterizedTest
	@EnumSource
	void branchesOfAParallelAreUnderWayAtTheSameTime(StepWay way) throws Exception {
		try (TestEngine engine = new TestEngine()) {
			Steps steps = new Steps(engine.manager);
			java.util.concurrent.CyclicBarrier meeting = new java.util.concurrent.CyclicBarrier(2);
			StepFunction<String, String> meet = (text) -> {
				meeting.await(10, TimeUnit.SECONDS);
				return text;
			};
			assertThat(
					way.call(steps.parallel(Map.of("a", steps.lambda("a", meet), "b", steps.lambda("b", meet))), "x"))
				.isEqualTo(Map.of("a", "x", "b", "x"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void b36AttemptsOfARetryAreTaggedFromTheSecondOnAndTold(StepWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		IllegalStateException failure = new IllegalStateException("not yet");
		try (TestEngine engine = new TestEngine().with(handler)) {
			AtomicInteger calls = new AtomicInteger();
			Step<String, String> step = new Steps(engine.manager).<String, String>lambda("flaky", (text) -> {
				if (calls.incrementAndGet() < 3) {
					throw failure;
				}
				return text;
			}).withRetry(attempts(3));
			assertThat(way.call(step, "x")).isEqualTo("x");
			RunInfo whole = run(handler, "retry");
			List<RunInfo> tries = runs(handler).stream().filter((run) -> run.name().equals("flaky")).toList();
			assertThat(tries).extracting(RunInfo::tags)
				.containsExactly(List.of(), List.of("retry:attempt:2"), List.of("retry:attempt:3"));
			assertThat(tries).extracting(RunInfo::parentId).containsOnly(whole.id());
			List<Retry> retries = handler.events()
				.stream()
				.filter((event) -> event instanceof Retry)
				.map((event) -> (Retry) event)
				.toList();
			assertThat(retries).extracting(Retry::attempt).containsExactly(2, 3);
			assertThat(retries).allSatisfy((retry) -> {
				assertThat(retry.run().id()).isEqualTo(whole.id());
				assertThat(retry.error()).isSameAs(failure);
			});
		}
	}

	@ParameterizedTest
	@EnumSource
	void retryGivesUpWithTheLastFailure(StepWay way) throws Exception {
		try (TestEngine engine = new TestEngine()) {
			AtomicInteger calls = new AtomicInteger();
			Step<String, String> step = new Steps(engine.manager).<String, String>lambda("broken", (text) -> {
				throw new IllegalStateException("failure " + calls.incrementAndGet());
			}).withRetry(attempts(3));
			assertThatThrownBy(() -> way.call(step, "x")).isInstanceOf(IllegalStateException.class)
				.hasMessage("failure 3");
			assertThat(calls).hasValue(3);
			Step<String, String> picky = new Steps(engine.manager).<String, String>lambda("broken", (text) -> {
				throw new IllegalStateException("failure " + calls.incrementAndGet());
			}).withRetry(attempts(3).on((failure) -> failure instanceof IllegalArgumentException));
			assertThatThrownBy(() -> way.call(picky, "x")).hasMessage("failure 4");
		}
	}

	@ParameterizedTest
	@EnumSource
	void fallbacksAreAskedInOrderAndTheFirstFailureCounts(StepWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		IllegalStateException one = new IllegalStateException("one");
		IllegalStateException two = new IllegalStateException("two");
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			Step<String, String> first = steps.lambda("first", (text) -> {
				throw one;
			});
			Step<String, String> second = steps.lambda("second", (text) -> {
				throw two;
			});
			Step<String, String> third = steps.lambda("third", (text) -> "third " + text);
			assertThat(way.call(first.withFallbacks(second, third), "x")).isEqualTo("third x");
			assertThat(runs(handler)).extracting(RunInfo::name)
				.containsExactly("fallbacks", "first", "second", "third");
			assertThat(runs(handler).subList(1, 4)).extracting(RunInfo::parentId)
				.containsOnly(runs(handler).get(0).id());
			assertThatThrownBy(() -> way.call(first.withFallbacks(second), "x")).isSameAs(one);
			assertThat(one).hasSuppressedException(two);
		}
	}

	@Test
	void streamThatHasBegunNeitherRetriesNorFallsBack() throws Exception {
		IllegalStateException failure = new IllegalStateException("cut");
		try (TestEngine engine = new TestEngine()) {
			Steps steps = new Steps(engine.manager);
			AtomicInteger begun = new AtomicInteger();
			Step<String, String> cut = steps.generator("cut", (Flux<String> in) -> in.flatMap((text) -> {
				begun.incrementAndGet();
				return Flux.just(text).concatWith(Flux.error(failure));
			}));
			List<String> seen = new ArrayList<>();
			assertThatThrownBy(() -> cut.withRetry(attempts(3)).stream("x").doOnNext(seen::add).blockLast())
				.isSameAs(failure);
			assertThatThrownBy(() -> cut.withFallbacks(steps.<String, String>lambda("other", String::trim))
				.stream("y")
				.doOnNext(seen::add)
				.blockLast()).isSameAs(failure);
			assertThat(seen).containsExactly("x", "y");
			assertThat(begun).hasValue(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void promptModelAndParserAreRunsOfTheirKinds(StepWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			Step<Map<String, Object>, String> joke = steps
				.prompt(ChatMessage.system("Be {{funny}}"), ChatMessage.user("{topic}"))
				.then(steps.model(joker(engine)))
				.then(steps.parser("upper", (LlmResult answer) -> answer.text().toUpperCase()));
			assertThat(way.call(joke, Map.of("topic", "cats"))).isEqualTo("A JOKE ABOUT CATS");
			assertThat(runs(handler)).extracting(RunInfo::kind)
				.containsExactly(RunKind.CHAIN, RunKind.PROMPT, RunKind.CHAT_MODEL, RunKind.PARSER);
			assertThat(runs(handler).get(2).tags()).containsExactly("seq:step:2");
			dev.callbacks.event.ChatModelStart asked = (dev.callbacks.event.ChatModelStart) handler.events()
				.stream()
				.filter((event) -> event instanceof dev.callbacks.event.ChatModelStart)
				.findFirst()
				.orElseThrow();
			assertThat(asked.messages()).extracting(ChatMessage::text).containsExactly("Be {funny}", "cats");
		}
	}

	@Test
	void promptWithoutAValueSaysWhich() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> new Steps(engine.manager).prompt("About {topic}").call(Map.of("tone", "dry")))
				.withMessageContaining("topic")
				.withMessageContaining("tone");
		}
	}

	@Test
	void streamGoesThroughASequencePieceByPiece() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			Step<ChatRequest, String> shout = steps.text(joker(engine))
				.then(steps.generator("upper", (Flux<String> pieces) -> pieces.map(String::toUpperCase)))
				.then(steps.generator("stars", (Flux<String> pieces) -> pieces.map((piece) -> "*" + piece)));
			assertThat(shout.stream(ChatRequest.of("cats")).collectList().block()).containsExactly("*A JOKE ABOUT ",
					"*CATS");
			assertThat(runs(handler)).extracting(RunInfo::name)
				.containsExactly("sequence", "embedded", "upper", "stars");
			UUID whole = runs(handler).get(0).id();
			assertThat(runs(handler).subList(1, 4)).extracting(RunInfo::parentId).containsOnly(whole);
			assertThat(handler.events()).filteredOn((event) -> event instanceof LlmNewToken).hasSize(3);
			// called for a whole output, the pieces are put together
			assertThat(shout.call(ChatRequest.of("cats"))).isEqualTo("*A JOKE ABOUT CATS");
		}
	}

	@Test
	void b65CallInsideAStepIsItsChildHoweverItGetsThere() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = joker(engine);
			io.micrometer.context.ContextSnapshotFactory snapshots = io.micrometer.context.ContextSnapshotFactory
				.builder()
				.build();
			java.util.concurrent.ExecutorService pool = java.util.concurrent.Executors.newFixedThreadPool(2);
			java.util.concurrent.Executor wrapped = io.micrometer.context.ContextExecutorService.wrap(pool,
					snapshots::captureAll);
			Step<String, String> step = new Steps(engine.manager).lambda("step", (text) -> {
				model.call("direct");
				model.callAsync("future").thenCompose((answer) -> model.callAsync("then")).join();
				CompletableFuture.supplyAsync(() -> model.call("pool"), wrapped).join();
				model.stream("stream").publishOn(reactor.core.scheduler.Schedulers.parallel()).blockLast();
				Flux.range(0, 3)
					.flatMap((i) -> model.stream("parallel").subscribeOn(reactor.core.scheduler.Schedulers.parallel()))
					.contextCapture()
					.blockLast();
				return text;
			});
			for (StepWay way : StepWay.values()) {
				handler.receipts.clear();
				way.call(step, "x");
				UUID id = run(handler, "step").id();
				assertThat(runs(handler)).as(way.name()).hasSize(9);
				assertThat(runs(handler).subList(1, 9)).as(way.name()).extracting(RunInfo::parentId).containsOnly(id);
			}
			pool.shutdownNow();
		}
	}

	@Test
	void b31ToolWithItsOwnHandlerHidesWhatItCallsFromIt() throws Exception {
		Recording.Blocking own = new Recording.Blocking();
		Recording.Blocking another = new Recording.Blocking();
		Recording.Blocking request = new Recording.Blocking();
		try (TestEngine engine = new TestEngine()) {
			Steps steps = new Steps(engine.manager);
			Step<String, String> inner = steps.lambda("inner", String::trim);
			Step<Map<String, Object>, Object> tool = steps
				.tool(Tool.of(new ToolDefinition("outer", "", "{}"), (arguments) -> inner.call("x"))
					.withHandlers(own)
					.withHandlers(another));
			for (StepWay way : StepWay.values()) {
				own.receipts.clear();
				another.receipts.clear();
				request.receipts.clear();
				way.call(tool, Map.of(), RunConfig.handlers(request));
				assertThat(own.names()).containsExactly("ToolStart", "ToolEnd");
				assertThat(another.names()).isEqualTo(own.names());
				assertThat(request.names()).containsExactly("ToolStart", "ChainStart", "ChainEnd", "ToolEnd");
			}
		}
	}

	@Test
	void b32HandlerOfAStepsConfigurationSeesWhatTheStepCalls() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine()) {
			Steps steps = new Steps(engine.manager);
			Step<String, String> inner = steps.lambda("inner", String::trim);
			Step<String, String> outer = steps.<String, String>lambda("outer", inner::call)
				.withConfig(RunConfig.handlers(handler).tags("t"))
				.named("renamed");
			for (StepWay way : StepWay.values()) {
				handler.receipts.clear();
				way.call(outer, "x");
				assertThat(runs(handler)).as(way.name()).extracting(RunInfo::name).containsExactly("renamed", "inner");
				assertThat(runs(handler)).extracting(RunInfo::tags).containsOnly(List.of("t"));
			}
		}
	}

	@Test
	void listenersAreToldOfTheStepAndNotOfItsChildren() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			Steps steps = new Steps(engine.manager);
			List<String> calls = java.util.Collections.synchronizedList(new ArrayList<>());
			Step<String, String> inner = steps.lambda("inner", (text) -> {
				if (text.isEmpty()) {
					throw new IllegalStateException("empty");
				}
				return text;
			});
			Step<String, String> outer = steps.<String, String>lambda("outer", inner::call)
				.withListeners((start) -> calls.add("start " + start.run().name()),
						(end) -> calls.add("end " + end.run().name()),
						(error) -> calls.add("error " + error.run().name()));
			for (StepWay way : StepWay.values()) {
				way.call(outer, "x");
				assertThatThrownBy(() -> way.call(outer, "")).hasMessage("empty");
				assertThat(calls).containsExactly("start outer", "end outer", "start outer", "error outer");
				calls.clear();
			}
		}
	}

	@ParameterizedTest
	@org.junit.jupiter.params.provider.ValueSource(booleans = { true, false })
	void b67BatchKeepsItsBoundAndItsOrder(boolean blocking) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			AtomicInteger inFlight = new AtomicInteger();
			AtomicInteger most = new AtomicInteger();
			Recording.Blocking counter = new Recording.Blocking((event) -> {
				if (event instanceof StartEvent) {
					most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
				}
				else if (event instanceof TerminalEvent) {
					inFlight.decrementAndGet();
				}
			});
			UUID id = UUID.fromString("00000000-0000-7000-8000-000000000001");
			Step<Integer, Integer> square = new Steps(engine.manager).lambda("square", (i) -> i * i);
			RunConfig config = RunConfig.handlers(counter).maxConcurrency(2).runId(id);
			List<Integer> inputs = IntStream.range(0, 16).boxed().toList();
			List<Integer> outputs = blocking ? square.batch(inputs, config)
					: square.batchAsync(inputs, config).get(20, TimeUnit.SECONDS);
			assertThat(outputs).isEqualTo(inputs.stream().map((i) -> i * i).toList());
			assertThat(most.get()).isLessThanOrEqualTo(2);
			assertThat(runs(handler)).hasSize(16).extracting(RunInfo::id).doesNotHaveDuplicates().contains(id);
			assertThat(square.batch(List.of())).isEmpty();
		}
	}

	@ParameterizedTest
	@org.junit.jupiter.params.provider.ValueSource(booleans = { true, false })
	void b69FailureInABatchReachesTheCallerAndEveryItemHasOneEnding(boolean blocking) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Step<Integer, Integer> step = new Steps(engine.manager).lambda("step", (i) -> {
				if (i % 3 == 1) {
					throw new IllegalStateException("item " + i);
				}
				return i;
			});
			List<Integer> inputs = List.of(0, 1, 2, 3, 4);
			assertThatThrownBy(() -> {
				if (blocking) {
					step.batch(inputs);
				}
				else {
					TestFutures.get(step.batchAsync(inputs));
				}
			}).isInstanceOf(IllegalStateException.class)
				.hasMessage("item 1")
				.satisfies((failure) -> assertThat(failure.getSuppressed()).singleElement()
					.satisfies((other) -> assertThat(other).hasMessage("item 4")));
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			Map<UUID, AtomicInteger> endings = new ConcurrentHashMap<>();
			handler.events()
				.stream()
				.filter((event) -> event instanceof TerminalEvent)
				.forEach((event) -> endings.computeIfAbsent(event.run().id(), (id) -> new AtomicInteger())
					.incrementAndGet());
			assertThat(endings).hasSize(5).allSatisfy((id, count) -> assertThat(count).hasValue(1));
			List<BatchResult<Integer>> results = blocking ? step.batchResults(inputs, RunConfig.empty())
					: step.batchResultsAsync(inputs, RunConfig.empty()).join();
			assertThat(results).extracting(BatchResult::value).containsExactly(0, null, 2, 3, null);
			assertThat(results.get(1).failure()).hasMessage("item 1");
		}
	}

	@Test
	void blockingBatchStartsOnTheCallersThreadAndGoesOnOnOthers() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Step<Integer, Thread> step = new Steps(engine.manager).lambda("step", (i) -> Thread.currentThread());
			List<Thread> threads = step.batch(List.of(1, 2, 3));
			assertThat(threads).doesNotContain(Thread.currentThread());
			assertThat(handler.receipts).filteredOn((receipt) -> receipt.event() instanceof StartEvent)
				.extracting(Recording.Receipt::thread)
				.containsOnly(Thread.currentThread());
			assertThat(handler.receipts).filteredOn((receipt) -> receipt.event() instanceof TerminalEvent)
				.extracting(Recording.Receipt::thread)
				.doesNotContain(Thread.currentThread());
		}
	}

	@Test
	void cancelledBatchEndsWhatIsUnderWayAndBeginsNothingMore() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CountDownLatch inside = new CountDownLatch(2);
			Step<Integer, Integer> step = new Steps(engine.manager).lambda("step", (i) -> {
				inside.countDown();
				new CountDownLatch(1).await(30, TimeUnit.SECONDS);
				return i;
			});
			CompletableFuture<List<Integer>> future = step.batchAsync(List.of(1, 2, 3, 4, 5),
					RunConfig.empty().maxConcurrency(2));
			assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
			future.cancel(true);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(runs(handler)).hasSize(2);
			assertThat(handler.events()).filteredOn((event) -> event instanceof ErrorEvent)
				.hasSize(2)
				.allSatisfy((event) -> assertThat(((ErrorEvent) event).reason()).isEqualTo(EndReason.CANCELLED));
		}
	}

	@Test
	void cancelOfASequenceCancelsTheStepUnderWay() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			CompletableFuture<String> hanging = new CompletableFuture<>();
			CountDownLatch second = new CountDownLatch(1);
			CompletableFuture<String> future = steps.<String, String>lambda("first", String::trim)
				.then(steps.<String, String>lambdaAsync("second", (text) -> {
					second.countDown();
					return hanging;
				}))
				.then(steps.<String, String>lambda("third", String::trim))
				.callAsync("x");
			assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
			future.cancel(true);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(hanging).isCancelled();
			assertThat(runs(handler)).extracting(RunInfo::name).containsExactly("sequence", "first", "second");
			assertThat(handler.names().stream().filter((name) -> name.equals("ChainError"))).hasSize(2);
		}
	}

	@Test
	void retrieverIsARunOfItsKind() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Step<String, List<Document>> docs = new Steps(engine.manager).retriever("docs",
					(query) -> List.of(new Document(null, "about " + query, Map.of())));
			for (StepWay way : StepWay.values()) {
				handler.receipts.clear();
				assertThat(way.call(docs, "cats")).extracting(Document::text).containsExactly("about cats");
				assertThat(handler.names()).containsExactly("RetrieverStart", "RetrieverEnd");
			}
		}
	}

	@Test
	void generatorWithoutAPieceHasNoWholeOutput() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			Step<String, String> nothing = new Steps(engine.manager).generator("nothing",
					(Flux<String> in) -> in.filter((text) -> false));
			assertThatExceptionOfType(EmptyAnswerException.class).isThrownBy(() -> nothing.call("x"))
				.withMessageContaining("nothing");
			assertThat(nothing.stream("x").collectList().block()).isEmpty();
		}
	}

	@Test
	void retryWaitingForItsNextAttemptCanBeCancelled() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CountDownLatch waiting = new CountDownLatch(1);
			Recording.Blocking sees = new Recording.Blocking((event) -> {
				if (event instanceof Retry) {
					waiting.countDown();
				}
			});
			Step<String, String> step = new Steps(engine.manager).<String, String>lambda("broken", (text) -> {
				throw new IllegalStateException("always");
			}).withRetry(RetryPolicy.maxAttempts(2).backoff(Duration.ofHours(1), Duration.ofHours(1)));
			CompletableFuture<String> future = step.callAsync("x", RunConfig.handlers(sees));
			assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
			future.cancel(true);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(runs(handler)).hasSize(2);
		}
	}

	@Test
	void stepIsReusableByManyThreadsAtOnce() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			Step<Integer, Integer> step = steps.<Integer, Integer>lambda("one", (i) -> i + 1)
				.then(steps.<Integer, Integer>lambda("two", (i) -> i * 2));
			assertThat(IntStream.range(0, 200).parallel().map((i) -> step.call(i)).sum())
				.isEqualTo(IntStream.range(0, 200).map((i) -> (i + 1) * 2).sum());
			assertThat(runs(handler)).hasSize(600);
		}
	}

	@Test
	void b64RunsThatAreOpenedLaterOnOtherThreadsSeeTheCallersContext() throws Exception {
		java.util.Queue<String> seen = new java.util.concurrent.ConcurrentLinkedQueue<>();
		Recording.Blocking handler = new Recording.Blocking(
				(event) -> seen.add(event.run().name() + ":" + org.slf4j.MDC.get("tenant")));
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			Step<String, String> flaky = steps.<String, String>lambda("flaky", (text) -> {
				if (Run.current().info().tags().isEmpty()) {
					throw new IllegalStateException("not yet");
				}
				return text;
			}).withRetry(attempts(2));
			Step<String, String> sequence = steps.<String, String>lambda("first", String::trim)
				.then(flaky)
				.then(steps.<String, String>lambda("third", String::trim));
			org.slf4j.MDC.put("tenant", "a");
			try {
				assertThat(sequence.callAsync("x").get(10, TimeUnit.SECONDS)).isEqualTo("x");
				assertThat(sequence.batchAsync(List.of("a", "b", "c", "d", "e"), RunConfig.empty().maxConcurrency(2))
					.get(10, TimeUnit.SECONDS)).hasSize(5);
			}
			finally {
				org.slf4j.MDC.clear();
			}
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(seen).isNotEmpty().allMatch((one) -> one.endsWith(":a"));
		}
	}

	@Test
	void nullInputIsRefusedBeforeAnythingStarts() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Step<String, String> step = new Steps(engine.manager).lambda("step", String::trim);
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> step.call(null));
			assertThat(handler.events()).isEmpty();
		}
	}

	@Test
	void cancelledChildIsNeitherRetriedNorReplaced() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			Steps steps = new Steps(engine.manager);
			AtomicInteger calls = new AtomicInteger();
			Step<String, String> cancelling = steps.lambda("cancelling", (text) -> {
				calls.incrementAndGet();
				Run.current().cancel();
				return text;
			});
			assertThatExceptionOfType(RunCancelledException.class)
				.isThrownBy(() -> cancelling.withRetry(attempts(3)).call("x"));
			assertThatExceptionOfType(RunCancelledException.class).isThrownBy(
					() -> cancelling.withFallbacks(steps.<String, String>lambda("other", String::trim)).call("x"));
			assertThat(calls).hasValue(2);
		}
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.TestProvider;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
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
import static org.awaitility.Awaitility.await;

/**
 * Several conversations in one call.
 */
class BatchTests {

	private static List<List<ChatMessage>> conversations(int count) {
		return IntStream.range(0, count).mapToObj((i) -> List.of(ChatMessage.user("" + i))).toList();
	}

	/** Answers what it is asked, and fails where it is asked to. */
	private static CallbackChatModel echo(TestEngine engine, RuntimeException... failures) {
		return new CallbackChatModel(engine.manager, EmbeddedChatProvider.builder().script((request) -> {
			int number = Integer.parseInt(request.messages().get(0).text());
			return (number < failures.length && failures[number] != null) ? EmbeddedAnswer.failure(failures[number])
					: EmbeddedAnswer.tokens("answer ", "" + number);
		}).build());
	}

	private static LlmResult generate(CallbackChatModel model, boolean blocking, int count, RunConfig config) {
		if (blocking) {
			return model.generate(conversations(count), config);
		}
		try {
			return model.generateAsync(conversations(count), config).get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void b27FirstRunGetsTheIdAndRunsAreListedInInputOrder(boolean blocking) throws Exception {
		UUID id = UUID.fromString("00000000-0000-7000-8000-000000000001");
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			LlmResult result = generate(echo(engine), blocking, 3, RunConfig.empty().runId(id));
			assertThat(result.generations()).hasSize(3);
			assertThat(result.generations().stream().map((candidates) -> candidates.get(0).text()))
				.containsExactly("answer 0", "answer 1", "answer 2");
			assertThat(result.run()).hasSize(3).doesNotHaveDuplicates().startsWith(id);
			assertThat(result.llmOutput()).isEmpty();
			for (int i = 0; i < 3; i++) {
				UUID run = result.run().get(i);
				assertThat(((ChatModelStart) handler.events(run).get(0)).messages().get(0).text()).isEqualTo("" + i);
				LlmEnd end = (LlmEnd) handler.events(run).get(1);
				assertThat(end.result().run()).containsExactly(run);
				assertThat(end.result().text()).isEqualTo("answer " + i);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void startsAreAppendedInInputOrderOnTheCallersThreadBeforeAnythingIsAsked(boolean blocking) throws Exception {
		List<String> starts = new java.util.concurrent.CopyOnWriteArrayList<>();
		Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true), (event) -> {
			if (event instanceof ChatModelStart start) {
				starts.add(start.messages().get(0).text() + " " + Thread.currentThread().getName());
			}
		});
		String here = Thread.currentThread().getName();
		try (TestEngine engine = new TestEngine().with(inline)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, TestProvider.of(() -> {
				starts.add("asked");
				return Flux.just(ChatChunk.of("x"));
			}));
			generate(model, blocking, 3, RunConfig.empty());
			assertThat(starts).containsExactly("0 " + here, "1 " + here, "2 " + here, "asked", "asked", "asked");
		}
	}

	@Test
	void blockingItemRunsItsHandlersOnTheThreadThatRunsTheItem() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = echo(engine)
				.withOptions(ChatOptions.none().withStreaming(dev.callbacks.message.StreamingMode.ALWAYS));
			LlmResult result = model.generate(conversations(4));
			for (UUID run : result.run()) {
				List<Thread> threads = handler.receipts.stream()
					.filter((receipt) -> receipt.event().run().id().equals(run))
					.map(Recording.Receipt::thread)
					.toList();
				assertThat(threads).hasSize(5);
				assertThat(threads.get(0)).isSameAs(Thread.currentThread());
				assertThat(threads.subList(1, 5).stream().distinct()).hasSize(1);
				assertThat(threads.get(1).getName()).startsWith("callbacks-work-");
			}
			handler.receipts.clear();
			model.generate(conversations(1));
			assertThat(handler.receipts).extracting(Recording.Receipt::thread).containsOnly(Thread.currentThread());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void b41OneFailureDoesNotTouchTheOthersAndIsThrown(boolean blocking) throws Exception {
		IllegalStateException second = new IllegalStateException("second");
		IllegalStateException third = new IllegalStateException("third");
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			assertThatThrownBy(() -> generate(echo(engine, null, second, third, null), blocking, 4, RunConfig.empty()))
				.isSameAs(second);
			assertThat(second.getSuppressed()).contains(third);
			assertThat(handler.events()).filteredOn(LlmEnd.class::isInstance)
				.extracting((event) -> ((LlmEnd) event).result().text())
				.containsExactlyInAnyOrder("answer 0", "answer 3");
			assertThat(handler.events()).filteredOn(LlmError.class::isInstance)
				.extracting((event) -> ((LlmError) event).error())
				.containsExactlyInAnyOrder(second, third);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void b44EndOfAFastItemIsDeliveredBeforeASlowOneIsDone(boolean blocking) throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			AtomicInteger calls = new AtomicInteger();
			ChatProvider provider = TestProvider.of(() -> {
				Flux<ChatChunk> answer = Flux.just(ChatChunk.of("x"));
				return (calls.getAndIncrement() == 0) ? answer
						: answer.delaySubscription(Mono.fromRunnable(() -> StreamTests.awaitLatch(gate))
							.subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic()));
			});
			CallbackChatModel model = new CallbackChatModel(engine.manager, provider);
			CompletableFuture<LlmResult> batch = TestFutures
				.onThread(() -> generate(model, blocking, 2, RunConfig.empty()));
			await().until(() -> handler.names().contains("LlmEnd"));
			assertThat(batch).isNotDone();
			gate.countDown();
			assertThat(batch.get(20, TimeUnit.SECONDS).generations()).hasSize(2);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void b67NoMoreThanMaxConcurrencyAreUnderWay(boolean blocking) throws Exception {
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			ChatProvider provider = TestProvider.of(() -> Flux.just(ChatChunk.of("x"))
				.delayElements(java.time.Duration.ofMillis(2))
				.doOnSubscribe((subscription) -> most.accumulateAndGet(inside.incrementAndGet(), Math::max))
				.doOnTerminate(inside::decrementAndGet));
			CallbackChatModel model = new CallbackChatModel(engine.manager, provider);
			LlmResult result = generate(model, blocking, 16, RunConfig.empty().maxConcurrency(2));
			assertThat(result.generations()).hasSize(16);
			assertThat(most.get()).isBetween(1, 2);
			ConcurrentHashMap<UUID, List<String>> byRun = new ConcurrentHashMap<>();
			handler.events()
				.forEach((event) -> byRun.computeIfAbsent(event.run().id(), (key) -> new ArrayList<>())
					.add(event.getClass().getSimpleName()));
			assertThat(byRun.values()).hasSize(16).containsOnly(List.of("ChatModelStart", "LlmEnd"));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void b67ResultsAreInInputOrderInWhateverOrderTheItemsAreDone(boolean blocking) throws Exception {
		Map<String, CompletableFuture<ChatChunk>> answers = new ConcurrentHashMap<>();
		ChatProvider provider = new ChatProvider() {

			@Override
			public Flux<ChatChunk> stream(ChatRequest request) {
				String asked = request.messages().get(0).text();
				return Flux.from(Mono.fromFuture(answers.computeIfAbsent(asked, (text) -> new CompletableFuture<>())));
			}

			@Override
			public String name() {
				return "test";
			}

		};
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, provider);
			CompletableFuture<LlmResult> batch = TestFutures
				.onThread(() -> generate(model, blocking, 3, RunConfig.empty().maxConcurrency(2)));
			for (String item : List.of("1", "2", "0")) {
				await().until(() -> answers.containsKey(item));
				answers.get(item).complete(ChatChunk.of("answer " + item));
			}
			assertThat(batch.get(20, TimeUnit.SECONDS).generations()).extracting((all) -> all.get(0).text())
				.containsExactly("answer 0", "answer 1", "answer 2");
		}
	}

	@Test
	void itemsThatAreDoneAtOnceDoNotNest() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			assertThat(echo(engine).generateAsync(conversations(20_000)).join().generations()).hasSize(20_000);
		}
	}

	@Test
	void cancellingTheBatchCancelsEveryItem() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					TestProvider.of(() -> Flux.<ChatChunk>never()));
			CompletableFuture<LlmResult> batch = model.generateAsync(conversations(5),
					RunConfig.empty().maxConcurrency(2));
			batch.cancel(true);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(handler.events()).filteredOn(LlmError.class::isInstance)
				.hasSize(5)
				.allSatisfy((event) -> assertThat(((LlmError) event).reason()).isEqualTo(EndReason.CANCELLED));
		}
	}

	@Test
	void b62CancelledItemLeavesTheOthersAlone() throws Exception {
		Recording.Blocking cancelling = new Recording.Blocking();
		List<Run> runs = new java.util.concurrent.CopyOnWriteArrayList<>();
		try (TestEngine engine = new TestEngine().with(cancelling)) {
			AtomicInteger calls = new AtomicInteger();
			ChatProvider provider = TestProvider.of(() -> {
				runs.add(Run.current());
				return (calls.getAndIncrement() == 0) ? Flux.never() : Flux.just(ChatChunk.of("x"));
			});
			CompletableFuture<LlmResult> batch = new CallbackChatModel(engine.manager, provider)
				.generateAsync(conversations(3));
			await().until(() -> runs.size() == 3);
			runs.get(0).cancel();
			assertThatThrownBy(() -> batch.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(RunCancelledException.class);
			assertThat(cancelling.events()).filteredOn(LlmEnd.class::isInstance).hasSize(2);
		}
	}

	@Test
	void g13WhatCannotBeAskedIsRefusedBeforeAnythingStarts() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = echo(engine);
			List<Runnable> calls = List.of(() -> model.call((String) null), () -> model.call((ChatRequest) null),
					() -> model.call(ChatRequest.of(List.of())), () -> model.callAsync(ChatRequest.of(List.of())),
					() -> model.stream(ChatRequest.of(List.of())), () -> model.stream((String) null),
					() -> model.generate(List.of()), () -> model.generateAsync(null),
					() -> model.generate(List.of(List.of())), () -> engine.manager.add(null),
					() -> RunConfig.handlers((dev.callbacks.Handler) null),
					() -> model.withHandlers((dev.callbacks.Handler) null), () -> RunConfig.empty().maxConcurrency(0),
					() -> RunConfig.empty().timeout(java.time.Duration.ZERO));
			for (Runnable call : calls) {
				assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call::run);
			}
			assertThat(handler.receipts).isEmpty();
		}
	}

	@Test
	void failureOfAnAsynchronousBatchIsWrappedOnce() throws Exception {
		IllegalStateException failure = new IllegalStateException("no");
		try (TestEngine engine = new TestEngine()) {
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> echo(engine, failure).generateAsync(conversations(1)).join())
				.withCause(failure);
		}
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.HandlerSettings;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.TestProvider;
import dev.callbacks.call.WorkLimitException;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.StartEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.step.Steps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The bound on root calls that hold a thread of the work executor.
 */
class WorkLimitTests {

	private final CountDownLatch latch = new CountDownLatch(1);

	private final List<CallbackEvent> events = Collections.synchronizedList(new ArrayList<>());

	private TestEngine engine(int limit) {
		return new TestEngine(CallbackDispatcher.builder().workLimit(limit))
			.with(new Recording.Blocking(HandlerSettings.none(), this.events::add));
	}

	private CompletableFuture<String> hold(TestEngine engine) {
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<String> held = engine.manager.chain("holder").submit(() -> {
			begun.countDown();
			TestEngine.hang(this.latch);
			return "held";
		});
		await(begun);
		return held;
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static <T> T get(CompletableFuture<T> future) {
		return future.orTimeout(20, TimeUnit.SECONDS).join();
	}

	private static CallbackChatModel blockingModel(TestEngine engine) {
		return new CallbackChatModel(engine.manager, new TestProvider(() -> Flux.just(ChatChunk.of("answer")), true));
	}

	private long starts() {
		return this.events.stream().filter(StartEvent.class::isInstance).count();
	}

	@Test
	void refusesARootCallBeyondTheLimitBeforeItStarts() throws Exception {
		try (TestEngine engine = engine(2)) {
			CompletableFuture<String> one = hold(engine);
			CompletableFuture<String> two = hold(engine);
			assertThatExceptionOfType(WorkLimitException.class)
				.isThrownBy(() -> engine.manager.chain("refused").submit(() -> "never"))
				.withMessageContaining("2 root calls");
			assertThat(starts()).isEqualTo(2);
			assertThat(engine.manager.openRuns()).isEqualTo(2);
			this.latch.countDown();
			assertThat(List.of(get(one), get(two))).containsOnly("held");
			assertThat(get(engine.manager.chain("admitted").submit(() -> "admitted"))).isEqualTo("admitted");
		}
	}

	@Test
	void refusesNothingBelowAnOpenRun() throws Exception {
		try (TestEngine engine = engine(1)) {
			CallbackChatModel model = blockingModel(engine);
			String answer = get(engine.manager.chain("root").submit(() -> {
				CompletableFuture<String> below = engine.manager.chain("below")
					.submit(() -> get(engine.manager.chain("deepest").submit(() -> get(model.callAsync("q")).text())));
				return get(below)
						+ model.generateAsync(conversations(3), RunConfig.empty()).join().generations().size();
			}));
			assertThat(answer).isEqualTo("answer3");
		}
	}

	@Test
	void refusesNoCallThatHoldsNoThread() throws Exception {
		try (TestEngine engine = engine(1)) {
			CompletableFuture<String> holder = hold(engine);
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					TestProvider.of(() -> Flux.just(ChatChunk.of("answer"))));
			assertThat(get(model.callAsync("q")).text()).isEqualTo("answer");
			assertThat(model.stream("q").blockLast()).isNotNull();
			assertThat(blockingModel(engine).call("q").text()).isEqualTo("answer");
			assertThat(engine.manager.chain("here").call(() -> "here")).isEqualTo("here");
			assertThat(get(engine.manager.chain("stage").callAsync(() -> CompletableFuture.completedFuture("stage"))))
				.isEqualTo("stage");
			this.latch.countDown();
			get(holder);
		}
	}

	@Test
	void refusesCallsOfAProviderThatBlocks() throws Exception {
		try (TestEngine engine = engine(1)) {
			CompletableFuture<String> holder = hold(engine);
			CallbackChatModel model = blockingModel(engine);
			assertThatExceptionOfType(WorkLimitException.class).isThrownBy(() -> model.callAsync("q"));
			assertThatExceptionOfType(WorkLimitException.class).isThrownBy(() -> model.stream("q").blockLast());
			assertThatExceptionOfType(WorkLimitException.class)
				.isThrownBy(() -> new Steps(engine.manager).lambda("upper", (String text) -> text).callAsync("q"));
			assertThat(starts()).isEqualTo(1);
			this.latch.countDown();
			get(holder);
			assertThat(get(model.callAsync("q")).text()).isEqualTo("answer");
			assertThat(model.stream("q").blockLast()).isNotNull();
		}
	}

	@Test
	void admitsOrRefusesABatchAsAWhole() throws Exception {
		try (TestEngine engine = engine(1)) {
			CallbackChatModel model = blockingModel(engine);
			assertThat(get(model.generateAsync(conversations(40), RunConfig.empty())).generations()).hasSize(40);
			assertThat(model.generate(conversations(40), RunConfig.empty()).generations()).hasSize(40);
			this.events.clear();
			CompletableFuture<String> holder = hold(engine);
			assertThatExceptionOfType(WorkLimitException.class)
				.isThrownBy(() -> model.generateAsync(conversations(40), RunConfig.empty()));
			assertThatExceptionOfType(WorkLimitException.class)
				.isThrownBy(() -> model.generate(conversations(40), RunConfig.empty()));
			assertThat(starts()).isEqualTo(1);
			this.latch.countDown();
			get(holder);
		}
	}

	private static List<List<ChatMessage>> conversations(int number) {
		return Collections.nCopies(number, List.of(ChatMessage.user("q")));
	}

	@Test
	void admitsNotOneMoreThanTheLimitHoweverManyCallAtOnce() throws Exception {
		try (TestEngine engine = engine(8)) {
			AtomicInteger admitted = new AtomicInteger();
			AtomicInteger refused = new AtomicInteger();
			List<CompletableFuture<Object>> callers = new ArrayList<>();
			CountDownLatch go = new CountDownLatch(1);
			for (int i = 0; i < 32; i++) {
				callers.add(TestFutures.onThread(() -> {
					await(go);
					try {
						CompletableFuture<Integer> held = engine.manager.chain("caller").submit(() -> {
							TestEngine.hang(this.latch);
							return 1;
						});
						admitted.incrementAndGet();
						return held;
					}
					catch (WorkLimitException ex) {
						refused.incrementAndGet();
						return ex;
					}
				}));
			}
			go.countDown();
			callers.forEach(WorkLimitTests::get);
			assertThat(admitted).hasValue(8);
			assertThat(refused).hasValue(24);
			this.latch.countDown();
		}
	}

	@Test
	void admitsTheCallThatFollowsOneAtOnce() throws Exception {
		try (TestEngine engine = engine(1)) {
			for (int i = 0; i < 500; i++) {
				get(engine.manager.chain("next").submit(() -> "done"));
			}
			String last = get(engine.manager.chain("first")
				.submit(() -> "done")
				.thenCompose((done) -> engine.manager.chain("second").submit(() -> "second")));
			assertThat(last).isEqualTo("second");
		}
	}

	@Test
	void countsThreadsThatRunsWhichEndedHaveLeftBehind() throws Exception {
		try (TestEngine engine = engine(32)) {
			AtomicInteger left = new AtomicInteger();
			assertThatExceptionOfType(WorkLimitException.class).isThrownBy(() -> {
				for (int i = 0; i < 200; i++) {
					hold(engine).cancel(true);
					left.incrementAndGet();
				}
			});
			assertThat(left).hasValueGreaterThan(32).hasValueLessThanOrEqualTo(64);
			this.latch.countDown();
		}
	}

	@Test
	void keepsNoPlaceForACallThatCouldNotBegin() throws Exception {
		try (TestEngine engine = engine(1)) {
			engine.manager.stop(TestEngine.LONG);
			assertThatExceptionOfType(ManagerStoppedException.class)
				.isThrownBy(() -> engine.manager.chain("stopped").submit(() -> "never"));
			engine.manager.start();
			Recording.Blocking raising = new Recording.Blocking(HandlerSettings.none().withRaiseError(true),
					(event) -> {
						if (event instanceof ChainStart) {
							throw new IllegalStateException("refused by a handler");
						}
					});
			for (int i = 0; i < 10; i++) {
				CompletableFuture<String> failed = engine.manager.chain("raised")
					.with(RunConfig.handlers(raising))
					.submit(() -> "never");
				assertThatExceptionOfType(Exception.class).isThrownBy(() -> get(failed));
			}
			assertThat(get(engine.manager.chain("admitted").submit(() -> "admitted"))).isEqualTo("admitted");
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void boundsVirtualThreadsToo() throws Exception {
		Executor virtual = (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().work(virtual).workLimit(50))) {
			List<CompletableFuture<String>> holders = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				holders.add(engine.manager.chain("holder").submit(() -> {
					TestEngine.hang(this.latch);
					return "held";
				}));
			}
			assertThatExceptionOfType(WorkLimitException.class)
				.isThrownBy(() -> engine.manager.chain("refused").submit(() -> "never"));
			this.latch.countDown();
			assertThat(holders).allSatisfy((held) -> assertThat(get(held)).isEqualTo("held"));
		}
	}

}

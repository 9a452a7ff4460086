// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.call.RunPlan;
import dev.callbacks.call.WindowOverflowException;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.spi.EventMethod;
import dev.callbacks.spi.HandlerDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More handlers, runs and threads than anybody has, of all kinds at once.
 */
class CrowdedEngineTests {

	private final List<List<CallbackEvent>> seen = new ArrayList<>();

	private final CountingListener accounts = new CountingListener();

	private Handler blocking(HandlerSettings settings) {
		List<CallbackEvent> events = java.util.Collections.synchronizedList(new ArrayList<>());
		this.seen.add(events);
		return new Recording.Blocking(settings, events::add);
	}

	/**
	 * A handler whose stages of some events complete later.
	 */
	private Handler async(HandlerSettings settings, int every) {
		List<CallbackEvent> events = java.util.Collections.synchronizedList(new ArrayList<>());
		this.seen.add(events);
		return new Recording.Async(settings, (event) -> {
			events.add(event);
			return (event.sequence() % every == 0) ? CompletableFuture.runAsync(() -> {
			}) : null;
		});
	}

	private Handler[] handlers(int count) {
		HandlerSettings settings = HandlerSettings.none();
		Handler[] handlers = new Handler[count];
		for (int i = 0; i < count; i++) {
			handlers[i] = switch (i % 8) {
				case 0 -> blocking(settings);
				case 1 -> async(settings, Integer.MAX_VALUE);
				case 2 -> async(settings.withWindow(1), 1);
				case 3 -> blocking(settings.withSerialized(true));
				case 4 -> blocking(settings.withInline(true));
				case 5 -> async(settings.withSerialized(true), 3);
				case 6 -> blocking(settings.withConcurrency(1).withWindow(1 + i % 5));
				default -> async(settings.withConcurrency(2), 2);
			};
		}
		return handlers;
	}

	private static CallbackChatModel model(CallbackDispatcher manager) {
		return new CallbackChatModel(manager,
				EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b", "c", "d")).build());
	}

	private void assertEverybodySawEverything(int events) {
		assertThat(this.seen).allSatisfy((one) -> {
			BoundedEngine.assertWhole(List.copyOf(one));
			assertThat(one).hasSize(events);
		});
		assertThat(this.accounts.dropped()).isZero();
		assertThat(this.accounts.finished()).isEqualTo(this.accounts.accepted())
			.isEqualTo((long) events * this.seen.size());
	}

	@ParameterizedTest
	@CsvSource({ "true, false", "false, true" })
	void twoHundredHandlersOfAllKindsSeeEverythingInEveryWayOfCalling(boolean callerRuns, boolean awaitEnd)
			throws Exception {
		try (TestEngine engine = new TestEngine(4,
				CallbackDispatcher.builder().listener(this.accounts).callerRuns(callerRuns).awaitEnd(awaitEnd))
			.with(handlers(200))) {
			CallbackChatModel model = model(engine.manager);
			for (CallWay way : CallWay.values()) {
				way.ask(model).get(20, TimeUnit.SECONDS);
			}
			engine.manager.chain("chain").call(() -> {
				Run.current().emit("custom", 1).toCompletableFuture().get(20, TimeUnit.SECONDS);
				return model.call(CallWay.STREAMING);
			});
		}
		assertEverybodySawEverything(4 * 7 + 3);
	}

	static Stream<Executor> executors() throws Exception {
		Stream<Executor> known = Stream.of(
				new ThreadPoolExecutor(1, 2, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
						new ThreadPoolExecutor.CallerRunsPolicy()),
				new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>()),
				Executors.newSingleThreadExecutor(), ForkJoinPool.commonPool(), Runnable::run);
		return (Runtime.version().feature() < 21) ? known : Stream.concat(known,
				Stream.of((Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)));
	}

	@ParameterizedTest
	@MethodSource("executors")
	void anyExecutorWillDo(Executor executor) throws Exception {
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(executor, 4).listener(this.accounts).build();
		manager.register(Stream.of(handlers(24)).map(HandlerDescriptor::of).toList());
		CallbackChatModel model = model(manager);
		List<CompletableFuture<?>> calls = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			for (CallWay way : CallWay.values()) {
				calls.add(way.ask(model));
			}
		}
		for (CompletableFuture<?> call : calls) {
			call.get(20, TimeUnit.SECONDS);
		}
		assertThat(manager.awaitIdle(TestEngine.LONG)).isTrue();
		assertEverybodySawEverything(12 * 7);
		if (executor instanceof ThreadPoolExecutor pool) {
			pool.shutdownNow();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void b68ThousandRunsWaitForOneSerializedHandlerAndNoneIsForgotten(boolean async) throws Exception {
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger overlaps = new AtomicInteger();
		AtomicInteger events = new AtomicInteger();
		HandlerSettings serialized = HandlerSettings.none().withSerialized(true);
		Runnable enter = () -> {
			if (inside.incrementAndGet() != 1) {
				overlaps.incrementAndGet();
			}
		};
		Runnable leave = () -> {
			events.incrementAndGet();
			inside.decrementAndGet();
		};
		Handler handler = async ? new Recording.Async(serialized, (event) -> {
			enter.run();
			return CompletableFuture.runAsync(leave);
		}) : new Recording.Blocking(serialized, (event) -> {
			enter.run();
			LockSupport.parkNanos(50_000);
			leave.run();
		});
		try (TestEngine engine = new TestEngine(4, CallbackDispatcher.builder().listener(this.accounts)).with(handler,
				blocking(HandlerSettings.none().withConcurrency(2)))) {
			List<DrivenRun> runs = new ArrayList<>();
			for (int i = 0; i < 1_000; i++) {
				runs.add(engine.manager.open(RunPlan.inputs(Map.of()).as(RunKind.CHAIN, "chain")));
			}
			List<CompletionStage<?>> ends = new ArrayList<>();
			for (DrivenRun run : runs) {
				run.started().toCompletableFuture().get(20, TimeUnit.SECONDS);
				ends.add(run.end("over"));
			}
			for (CompletionStage<?> end : ends) {
				end.toCompletableFuture().get(20, TimeUnit.SECONDS);
			}
		}
		assertThat(overlaps).hasValue(0);
		assertThat(events).hasValue(2_000);
		assertEverybodySawEverythingTwice();
	}

	private void assertEverybodySawEverythingTwice() {
		assertThat(this.seen).allSatisfy((one) -> assertThat(one).hasSize(2_000));
		assertThat(this.accounts.finished()).isEqualTo(this.accounts.accepted()).isEqualTo(4_000);
	}

	/**
	 * Blocking and awaited listener methods take turns, and one of each kind fails.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void listenerMethodsOfABeanAreCalledOneAfterAnother(boolean serialized) throws Exception {
		Map<UUID, StringBuffer> calls = new ConcurrentHashMap<>();
		Map<EventType, List<EventMethod>> listeners = new EnumMap<>(EventType.class);
		for (EventType type : EventType.values()) {
			listeners.put(type, List.of((event) -> note(calls, event, "a"),
					(event) -> CompletableFuture.runAsync(() -> note(calls, event, "b")), (event) -> {
						note(calls, event, "c");
						throw new IllegalStateException("expected");
					}, (event) -> {
						note(calls, event, "d");
						return CompletableFuture.failedFuture(new IllegalStateException("expected"));
					}));
		}
		HandlerDescriptor bean = new HandlerDescriptor("audit", new Object(), Object.class, null, listeners, true, true,
				HandlerSettings.none().withSerialized(serialized).withWindow(2));
		try (TestEngine engine = new TestEngine(2, CallbackDispatcher.builder().listener(this.accounts))) {
			engine.manager.register(List.of(bean));
			CallbackChatModel model = model(engine.manager);
			List<CompletableFuture<?>> answers = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				for (CallWay way : CallWay.values()) {
					answers.add(way.ask(model));
				}
			}
			for (CompletableFuture<?> answer : answers) {
				answer.get(20, TimeUnit.SECONDS);
			}
		}
		assertThat(calls).hasSize(24);
		assertThat(calls.values()).allSatisfy(
				(one) -> assertThat(one).hasToString("0a0b0c0d1a1b1c1d2a2b2c2d3a3b3c3d4a4b4c4d5a5b5c5d6a6b6c6d"));
		assertThat(this.accounts.finished()).isEqualTo(this.accounts.accepted()).isEqualTo(24 * 7);
	}

	private static CompletionStage<?> note(Map<UUID, StringBuffer> calls, CallbackEvent event, String method) {
		calls.computeIfAbsent(event.run().id(), (id) -> new StringBuffer()).append(event.sequence()).append(method);
		return null;
	}

	@Test
	void b10OnAThreadThatMustNotBlockNoHandlerWithALaneIsCalled() throws Exception {
		Recording.Async handler = new Recording.Async();
		try (TestEngine engine = new TestEngine(4, CallbackDispatcher.builder().listener(this.accounts))
			.with(handlers(70))
			.with(handler)) {
			CallbackChatModel model = model(engine.manager);
			String text = Mono.fromCallable(() -> model.call(CallWay.STREAMING).text())
				.subscribeOn(Schedulers.parallel())
				.toFuture()
				.get(20, TimeUnit.SECONDS);
			assertThat(text).isEqualTo("abcd");
		}
		assertThat(handler.receipts).hasSize(7)
			.allSatisfy((one) -> assertThat(one.thread().getName()).matches("callbacks-\\d+"));
		assertThat(this.seen).allSatisfy((one) -> BoundedEngine.assertWhole(List.copyOf(one)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7, 16, 64 })
	void driverThatNeverWaitsIsStoppedAtExactlyTwoWindowsAndNothingIsLost(int window) throws Exception {
		java.util.concurrent.CountDownLatch gate = new java.util.concurrent.CountDownLatch(1);
		AtomicInteger tokens = new AtomicInteger();
		AtomicInteger errors = new AtomicInteger();
		CallbackHandler handler = new CallbackHandler() {

			@Override
			public HandlerSettings settings() {
				return HandlerSettings.none().withWindow(window).withTimeout(Duration.ofMinutes(1));
			}

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				TestEngine.hang(gate);
				tokens.incrementAndGet();
			}

			@Override
			public void onLlmError(LlmError event) {
				errors.incrementAndGet();
			}

		};
		try (BoundedEngine engine = new BoundedEngine().with(handler)) {
			DrivenRun run = engine.manager
				.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "gpt"));
			run.started().toCompletableFuture().get(20, TimeUnit.SECONDS);
			int taken = 0;
			while (taken < 1_000 && !run.token(ChatChunk.of("a")).toCompletableFuture().isCompletedExceptionally()) {
				taken++;
			}
			gate.countDown();
			assertThat(taken).isEqualTo(2 * window);
			assertThat(BoundedEngine.ended(run.finished().toCompletableFuture()))
				.isInstanceOf(WindowOverflowException.class);
			assertThat(tokens).hasValue(2 * window);
			assertThat(errors).hasValue(1);
			engine.assertOver();
		}
	}

	@Test
	void tokensAndEventsFromSeveralThreadsAreInOneOrderAndLaterInTime() throws Exception {
		try (TestEngine engine = new TestEngine(4, CallbackDispatcher.builder().listener(this.accounts).window(100_000))
			.with(blocking(HandlerSettings.none()), async(HandlerSettings.none(), 7))) {
			DrivenRun run = engine.manager
				.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "gpt"));
			run.started().toCompletableFuture().get(20, TimeUnit.SECONDS);
			List<CompletableFuture<?>> drivers = new ArrayList<>();
			for (int thread = 0; thread < 4; thread++) {
				drivers.add(TestFutures.onThread(() -> {
					for (int i = 0; i < 1_000; i++) {
						run.token(ChatChunk.of("a"));
						if (i % 100 == 0) {
							run.emit("custom", i);
						}
					}
					return "done";
				}));
			}
			for (CompletableFuture<?> driver : drivers) {
				driver.get(20, TimeUnit.SECONDS);
			}
			run.end(LlmResult.none()).toCompletableFuture().get(20, TimeUnit.SECONDS);
			CompletableFuture<?> late = run.token(ChatChunk.of("late")).toCompletableFuture();
			assertThat(late).failsWithin(Duration.ofSeconds(20)).withThrowableOfType(ExecutionException.class);
		}
		assertEverybodySawEverything(4_042);
		assertThat(this.seen.get(0)).extracting(CallbackEvent::nanos).isSorted();
	}

}

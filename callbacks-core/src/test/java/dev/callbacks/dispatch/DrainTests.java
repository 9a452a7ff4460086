// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.LogCapture;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Recording;
import dev.callbacks.RunCancelledException;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.spi.DispatchListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The end of a dispatcher (G6).
 */
class DrainTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Hello").streaming();

	private static CallbackChatModel model(TestEngine engine, EmbeddedAnswer answer) {
		return new CallbackChatModel(engine.manager, EmbeddedChatProvider.builder().answer(answer).build());
	}

	@Test
	void whatIsUnderWayIsDeliveredAndWhatComesLaterIsRefused() throws Exception {
		CompletableFuture<Void> wake = new CompletableFuture<>();
		Recording.Async slow = new Recording.Async((event) -> (event instanceof LlmEnd) ? wake : null);
		try (TestEngine engine = new TestEngine().with(slow)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.text("Yes"));
			CompletableFuture<LlmResult> underWay = model.callAsync("Hello");
			CompletableFuture<Boolean> stopped = CompletableFuture
				.supplyAsync(() -> engine.manager.stop(TestEngine.LONG), (task) -> new Thread(task).start());
			await().until(() -> !engine.manager.isRunning());
			assertThatExceptionOfType(ManagerStoppedException.class).isThrownBy(() -> model.call("late"));
			assertThatExceptionOfType(ManagerStoppedException.class).isThrownBy(() -> model.callAsync("late"));
			assertThatExceptionOfType(ManagerStoppedException.class).isThrownBy(() -> model.stream("late").blockLast());
			assertThat(stopped).isNotDone();
			wake.complete(null);
			assertThat(stopped.get(20, TimeUnit.SECONDS)).isTrue();
			assertThat(underWay.get(20, TimeUnit.SECONDS).text()).isEqualTo("Yes");
			engine.manager.start();
			assertThat(model.call("again").text()).isEqualTo("Yes");
		}
	}

	@Test
	void startWhileAStopIsUnderWayIsNotUndoneByIt() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CompletableFuture<LlmResult> hanging = model(engine, EmbeddedAnswer.tokens("a").hanging())
				.callAsync(STREAMING);
			await().until(() -> handler.names().contains("token:a"));
			CompletableFuture<Boolean> stopped = CompletableFuture
				.supplyAsync(() -> engine.manager.stop(Duration.ofSeconds(1)), (task) -> new Thread(task).start());
			await().until(() -> !engine.manager.isRunning());
			engine.manager.start();
			assertThat(stopped.get(20, TimeUnit.SECONDS)).isFalse();
			assertThat(engine.manager.isRunning()).isTrue();
			assertThat(hanging).isNotDone();
			handler.receipts.clear();
			assertThat(model(engine, EmbeddedAnswer.text("Yes")).call("again").text()).isEqualTo("Yes");
			assertThat(handler.names()).first().isEqualTo("ChatModelStart");
			assertThat(handler.names()).last().isEqualTo("LlmEnd");
			hanging.cancel(true);
		}
	}

	@Test
	void handlersGetWhatWasAcceptedAlsoIfTheirExecutorTakesNoMore() {
		ExecutorService executor = Executors.newFixedThreadPool(1);
		Recording.Blocking handler = new Recording.Blocking();
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(executor, 1).build();
		manager.add(handler);
		DrivenRun run = manager.open(RunKind.CHAIN, "run", Map.of());
		run.started().toCompletableFuture().join();
		executor.shutdown();
		run.end("done");
		assertThat(manager.stop(TestEngine.LONG)).isTrue();
		assertThat(handler.events()).last().isInstanceOf(ChainEnd.class);
	}

	@Test
	void stopThatWasUndoneEndsNothingForTheStopThatFollows() throws Exception {
		try (TestEngine engine = new TestEngine().with(new Recording.Blocking())) {
			DrivenRun old = engine.manager.open(RunKind.CHAIN, "old", Map.of());
			CompletableFuture<Boolean> undone = CompletableFuture
				.supplyAsync(() -> engine.manager.stop(Duration.ofSeconds(1)), (task) -> new Thread(task).start());
			await().until(() -> !engine.manager.isRunning());
			engine.manager.start();
			DrivenRun run = engine.manager.open(RunKind.CHAIN, "run", Map.of());
			CompletableFuture<Boolean> stopped = CompletableFuture
				.supplyAsync(() -> engine.manager.stop(TestEngine.LONG), (task) -> new Thread(task).start());
			await().until(() -> !engine.manager.isRunning());
			assertThat(undone.get(20, TimeUnit.SECONDS)).isFalse();
			assertThat(run.finished().toCompletableFuture()).isNotDone();
			old.end(null);
			run.end(null);
			assertThat(run.finished().toCompletableFuture()).succeedsWithin(20, TimeUnit.SECONDS);
			assertThat(stopped.get(20, TimeUnit.SECONDS)).isTrue();
			engine.manager.start();
		}
	}

	@Test
	void stopThatIsUndoneWhileItEndsRunsEndsNoMore() throws Exception {
		Queue<DrivenRun> runs = new ConcurrentLinkedQueue<>();
		AtomicInteger ended = new AtomicInteger();
		CallbackDispatcher[] manager = new CallbackDispatcher[1];
		DispatchListener restarting = new DispatchListener() {

			@Override
			public void ended(RunInfo run, EndReason reason) {
				ended.incrementAndGet();
				manager[0].start();
				runs.add(manager[0].open(RunKind.CHAIN, "after", Map.of()));
			}

		};
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				TestEngine engine = new TestEngine(CallbackDispatcher.builder().listener(restarting))) {
			manager[0] = engine.manager;
			for (int i = 0; i < 50; i++) {
				runs.add(engine.manager.open(RunKind.CHAIN, "before", Map.of()));
			}
			assertThat(engine.manager.stop(Duration.ofMillis(10))).isFalse();
			assertThat(ended).hasValue(1);
			assertThat(log.only().getFormattedMessage()).contains("50 runs are still open");
			assertThat(engine.manager.openRuns()).isEqualTo(50);
			manager[0] = CallbackDispatcher.builder().build();
			runs.forEach((run) -> run.end(null));
		}
	}

	@Test
	void runThatDoesNotEndByItselfIsEndedAsShutDown() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				TestEngine engine = new TestEngine().with(handler)) {
			CompletableFuture<LlmResult> hanging = model(engine, EmbeddedAnswer.tokens("a").hanging())
				.callAsync(STREAMING);
			await().until(() -> handler.names().contains("token:a"));
			assertThat(engine.manager.stop(Duration.ofSeconds(2))).isTrue();
			assertThatThrownBy(hanging::join).hasCauseInstanceOf(RunCancelledException.class);
			assertThat(handler.names()).containsExactly("ChatModelStart", "token:a", "LlmError");
			assertThat(((LlmError) handler.events().get(2)).reason()).isEqualTo(EndReason.SHUTDOWN);
			assertThat(log.only().getFormattedMessage()).contains("1 runs are still open");
		}
	}

	/**
	 * A worker that waits in an executor which is shut down behind the manager.
	 */
	@Test
	void stopThatIsInterruptedEndsTheRunsAllTheSame() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			DrivenRun run = engine.manager.open(RunKind.CHAIN, "open", Map.of());
			run.started().toCompletableFuture().get(20, TimeUnit.SECONDS);
			Thread.currentThread().interrupt();
			assertThat(engine.manager.stop(TestEngine.LONG)).isFalse();
			assertThat(Thread.interrupted()).as("the interrupt is left to the caller").isTrue();
			assertThat(run.finished().toCompletableFuture()).failsWithin(TestEngine.LONG)
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(RunCancelledException.class,
						(ended) -> assertThat(ended.reason()).isEqualTo(EndReason.SHUTDOWN));
		}
	}

	@Test
	void workerThatNeverComesKeepsTheWatchdogNotAwake() {
		Queue<Runnable> neverRun = new ConcurrentLinkedQueue<>();
		try (BoundedEngine engine = new BoundedEngine(1, (builder) -> builder.executor(neverRun::add, 1))
			.with(new Recording.Blocking())) {
			engine.open("run");
			assertThat(neverRun).hasSize(1);
			assertThat(engine.manager.stop(Duration.ZERO)).isFalse();
			engine.assertOver();
			assertThat(engine.manager.engine.workers.isIdle()).isTrue();
		}
	}

	@Test
	void whatAHungHandlerDoesNotGetIsCountedAndNoFutureIsLeftHanging() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking hung = new Recording.Blocking(HandlerSettings.none().withConcurrency(1), (event) -> {
			if (event instanceof LlmNewToken) {
				TestEngine.hang(gate);
			}
		});
		Recording.Async hungAsync = new Recording.Async(
				(event) -> (event instanceof LlmEnd) ? new CompletableFuture<>() : null);
		CountingListener listener = new CountingListener();
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				TestEngine engine = new TestEngine(2, CallbackDispatcher.builder().listener(listener)).with(hung,
						hungAsync)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.tokens("a", "b"));
			CompletableFuture<LlmResult> one = model.callAsync(STREAMING);
			CompletableFuture<LlmResult> two = model.callAsync(STREAMING);
			await().until(() -> hung.names().contains("token:a"));
			assertThat(engine.manager.stop(Duration.ofMillis(200))).isFalse();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(one.handle((result, failure) -> "done").get(20, TimeUnit.SECONDS)).isEqualTo("done");
			assertThat(two.handle((result, failure) -> "done").get(20, TimeUnit.SECONDS)).isEqualTo("done");
			assertThat(log.events()).isNotEmpty();
			gate.countDown();
		}
		assertThat(listener.dropped("SHUTDOWN")).isPositive();
		assertThat(listener.accepted()).isEqualTo(listener.finished() + listener.dropped());
	}

}

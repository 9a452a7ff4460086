// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.HandlerTimeoutException;
import dev.callbacks.LogCapture;
import dev.callbacks.OnFull;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.RunTimeoutException;
import dev.callbacks.TestEngine;
import dev.callbacks.call.RunPlan;
import dev.callbacks.call.WindowOverflowException;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Handlers that are slow, hang, or must not be entered twice (G2, G4, G5).
 */
class SlowHandlerTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Hello").streaming();

	private static final HandlerSettings IMPATIENT = HandlerSettings.none().withTimeout(Duration.ofMillis(100));

	private static CallbackChatModel model(TestEngine engine) {
		return new CallbackChatModel(engine.manager,
				EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b", "c")).build());
	}

	@Test
	void b04HandlersWorkOnAnEventAtTheSameTime() throws Exception {
		CyclicBarrier meeting = new CyclicBarrier(4);
		List<Recording.Blocking> handlers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			handlers.add(new Recording.Blocking((event) -> {
				try {
					meeting.await(20, TimeUnit.SECONDS);
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			}));
		}
		try (TestEngine engine = new TestEngine().with(handlers.toArray(Recording.Blocking[]::new))) {
			assertThat(model(engine).callAsync("Hello").get(20, TimeUnit.SECONDS).text()).isEqualTo("abc");
			assertThat(meeting.isBroken()).isFalse();
		}
	}

	@Test
	void b03EmittingThreadIsNotHeldByABlockingHandler() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking slow = new Recording.Blocking((event) -> TestEngine.hang(gate));
		try (TestEngine engine = new TestEngine().with(slow)) {
			CompletableFuture<LlmResult> future = model(engine).callAsync("Hello");
			assertThat(future).isNotDone();
			await().until(() -> !slow.receipts.isEmpty());
			assertThat(slow.receipts.peek().thread()).isNotSameAs(Thread.currentThread());
			gate.countDown();
			future.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void g4HungHandlerIsCutOffAndDelaysNobodyBeyondItsDeadline() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		AtomicInteger interrupts = new AtomicInteger();
		Recording.Blocking hung = new Recording.Blocking(IMPATIENT.withWindow(1), (event) -> {
			if (event instanceof LlmNewToken) {
				try {
					gate.await();
				}
				catch (InterruptedException ex) {
					interrupts.incrementAndGet();
					TestEngine.hang(gate);
				}
			}
		});
		Recording.Blocking other = new Recording.Blocking();
		CountingListener listener = new CountingListener();
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				TestEngine engine = new TestEngine(CallbackDispatcher.builder().listener(listener)).with(hung, other)) {
			assertThat(model(engine).callAsync(STREAMING).get(20, TimeUnit.SECONDS).text()).isEqualTo("abc");
			assertThat(other.names()).containsExactly("ChatModelStart", "token:a", "token:b", "token:c", "token:",
					"LlmEnd");
			assertThat(hung.names()).containsExactly("ChatModelStart", "token:a");
			await().until(() -> interrupts.get() == 1);
			assertThat(log.only().getFormattedMessage()).contains("blocking", "LlmNewToken", "PT0.1S");
			assertThat(listener.finished("LLM_NEW_TOKEN", "TIMEOUT")).isEqualTo(1);
			assertThat(listener.dropped("CUT_OFF")).isEqualTo(4);
			gate.countDown();
		}
		assertThat(listener.accepted()).isEqualTo(listener.finished() + listener.dropped());
	}

	@Test
	void asynchronousHandlerWhoseStageNeverCompletesIsCutOff() throws Exception {
		Recording.Async hung = new Recording.Async(IMPATIENT,
				(event) -> (event instanceof ChatModelStart) ? new CompletableFuture<>() : null);
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				TestEngine engine = new TestEngine().with(hung)) {
			CallbackChatModel model = model(engine);
			assertThat(model.callAsync(STREAMING).get(20, TimeUnit.SECONDS).text()).isEqualTo("abc");
			assertThat(model.call(STREAMING).text()).isEqualTo("abc");
			assertThat(hung.names()).containsExactly("ChatModelStart", "ChatModelStart");
			assertThat(log.events()).hasSize(2);
		}
	}

	@Test
	void deadlineOfAHandlerWithRaiseErrorFailsTheRun() throws Exception {
		Recording.Async hung = new Recording.Async(IMPATIENT.withRaiseError(true),
				(event) -> (event instanceof ChatModelStart) ? new CompletableFuture<>() : null);
		Recording.Blocking other = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(hung, other)) {
			assertThatThrownBy(() -> model(engine).callAsync(STREAMING).get(20, TimeUnit.SECONDS))
				.isInstanceOf(ExecutionException.class)
				.hasCauseInstanceOf(HandlerTimeoutException.class);
			assertThat(other.names()).containsExactly("ChatModelStart", "LlmError");
		}
	}

	@Test
	void handlerWhoseWholeShareIsStuckIsSkippedUntilOneReturns() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		AtomicBoolean hangs = new AtomicBoolean(true);
		Recording.Blocking hung = new Recording.Blocking(IMPATIENT.withConcurrency(1), (event) -> {
			if (hangs.get()) {
				TestEngine.hang(gate);
			}
		});
		CountingListener listener = new CountingListener();
		try (TestEngine engine = new TestEngine(2, CallbackDispatcher.builder().listener(listener)).with(hung)) {
			CallbackChatModel model = model(engine);
			model.callAsync("1").get(20, TimeUnit.SECONDS);
			model.callAsync("2").get(20, TimeUnit.SECONDS);
			assertThat(hung.receipts).hasSize(1);
			assertThat(listener.dropped("STUCK")).isEqualTo(2);
			hangs.set(false);
			gate.countDown();
			await().untilAsserted(() -> {
				model.callAsync("3").get(20, TimeUnit.SECONDS);
				assertThat(hung.names()).endsWith("ChatModelStart", "LlmEnd");
			});
		}
		assertThat(listener.accepted()).isEqualTo(listener.finished() + listener.dropped());
	}

	@Test
	void slowHandlerGivesItsWorkerBackAfterEachEvent() throws Exception {
		List<String> turns = Collections.synchronizedList(new ArrayList<>());
		Recording.Blocking slow = new Recording.Blocking((event) -> {
			turns.add("slow");
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		});
		Recording.Blocking fast = new Recording.Blocking((event) -> turns.add("fast"));
		// one worker for both, and both have all tokens of their runs to work off
		try (TestEngine engine = new TestEngine(1, CallbackDispatcher.builder()).with(slow, fast)) {
			String[] tokens = new String[60];
			Arrays.fill(tokens, "x");
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens(tokens)).build());
			model.callAsync(STREAMING).get(20, TimeUnit.SECONDS);
			int fastDone = turns.lastIndexOf("fast");
			long slowBefore = turns.subList(0, turns.indexOf("fast") + 1).stream().filter("slow"::equals).count();
			assertThat(slowBefore).as("the fast one's start waits for one event of the slow one")
				.isLessThanOrEqualTo(1);
			// its tokens do not wait until the slow one has worked off a batch of 64
			long slowUntilMostFast = turns.subList(0, turns.size() - 1)
				.stream()
				.limit(Math.min(fastDone, 70))
				.filter("slow"::equals)
				.count();
			assertThat(slowUntilMostFast).isLessThan(20);
		}
	}

	@Test
	void handlerThatWasFastAndHangsHoldsUpNoOtherOfItsRun() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking hanging = new Recording.Blocking((event) -> {
			if (event instanceof LlmNewToken token && token.index() == 19_900) {
				TestEngine.hang(gate);
			}
		});
		Recording.Blocking behind = new Recording.Blocking();
		try (TestEngine engine = new TestEngine(2, CallbackDispatcher.builder()).with(hanging, behind)) {
			String[] tokens = new String[20_000];
			Arrays.fill(tokens, "x");
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens(tokens)).build());
			CompletableFuture<LlmResult> call = model.callAsync(STREAMING);
			await().until(() -> behind.names().contains("LlmEnd"));
			assertThat(hanging.names()).doesNotContain("LlmEnd");
			gate.countDown();
			call.get(20, TimeUnit.SECONDS);
			assertThat(hanging.receipts).hasSameSizeAs(behind.receipts);
		}
	}

	@Test
	void handlerThatHangsHoldsUpNothingThatComesLater() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking hanging = new Recording.Blocking((event) -> {
			if (event instanceof LlmNewToken token && token.index() == 20_000) {
				TestEngine.hang(gate);
			}
		});
		Recording.Blocking other = new Recording.Blocking();
		try (TestEngine engine = new TestEngine(2, CallbackDispatcher.builder())) {
			DrivenRun run = engine.manager.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of())
				.withConfig(RunConfig.handlers(other, hanging))
				.as(RunKind.CHAT_MODEL, "model"));
			run.started().toCompletableFuture().get(20, TimeUnit.SECONDS);
			for (int i = 0; i <= 20_000; i++) {
				run.token(ChatChunk.of("x")).toCompletableFuture().get(20, TimeUnit.SECONDS);
			}
			await().until(() -> other.receipts.size() == 20_002);
			// several looks of the watchdog, which ends these runs, find nothing to hand
			// on
			for (int i = 0; i < 5; i++) {
				CompletableFuture<Object> never = new CompletableFuture<>();
				assertThatThrownBy(() -> engine.manager.chain("never")
					.with(RunConfig.empty().detached().timeout(Duration.ofMillis(30)))
					.callAsync(() -> never)
					.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(RunTimeoutException.class);
			}
			run.token(ChatChunk.of("later"));
			await().until(() -> other.names().contains("token:later"));
			assertThat(hanging.names()).doesNotContain("token:later");
			gate.countDown();
			run.end(null).toCompletableFuture().get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void runHasAnyNumberOfHandlers() throws Exception {
		List<Recording.Blocking> handlers = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			handlers.add(new Recording.Blocking());
		}
		try (TestEngine engine = new TestEngine().with(handlers.toArray(Recording.Blocking[]::new))) {
			model(engine).callAsync(STREAMING).get(20, TimeUnit.SECONDS);
			assertThat(handlers)
				.allSatisfy((handler) -> assertThat(handler.names()).isEqualTo(handlers.get(0).names()));
			assertThat(handlers.get(0).receipts).hasSizeGreaterThan(2);
		}
	}

	@Test
	void noHandlerTakesTheWholePool() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking slow = new Recording.Blocking((event) -> TestEngine.hang(gate));
		Recording.Blocking fast = new Recording.Blocking();
		try (TestEngine engine = new TestEngine(2, CallbackDispatcher.builder()).with(slow, fast)) {
			CallbackChatModel model = model(engine);
			List<CompletableFuture<LlmResult>> calls = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				calls.add(model.callAsync("Hello"));
			}
			await().until(() -> fast.receipts.size() == 10);
			assertThat(slow.receipts).hasSize(1);
			gate.countDown();
			for (CompletableFuture<LlmResult> call : calls) {
				call.get(20, TimeUnit.SECONDS);
			}
			assertThat(slow.receipts).hasSize(20);
		}
	}

	@Test
	void b68SerializedHandlerIsNeverEnteredTwice() throws Exception {
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		HandlerSettings serialized = HandlerSettings.none().withSerialized(true);
		Recording.Blocking blocking = new Recording.Blocking(serialized, (event) -> {
			most.accumulateAndGet(inside.incrementAndGet(), Math::max);
			Thread.yield();
			inside.decrementAndGet();
		});
		AtomicInteger insideAsync = new AtomicInteger();
		AtomicInteger mostAsync = new AtomicInteger();
		Recording.Async async = new Recording.Async(serialized, (event) -> {
			mostAsync.accumulateAndGet(insideAsync.incrementAndGet(), Math::max);
			return CompletableFuture.runAsync(insideAsync::decrementAndGet);
		});
		try (TestEngine engine = new TestEngine().with(blocking, async)) {
			CallbackChatModel model = model(engine);
			List<CompletableFuture<LlmResult>> calls = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				calls.add(model.callAsync(STREAMING));
				calls.add(
						CompletableFuture.supplyAsync(() -> model.call(STREAMING), (task) -> new Thread(task).start()));
			}
			for (CompletableFuture<LlmResult> call : calls) {
				assertThat(call.get(20, TimeUnit.SECONDS).text()).isEqualTo("abc");
			}
			assertThat(most).hasValue(1);
			assertThat(mostAsync).hasValue(1);
			assertThat(blocking.receipts).hasSize(32 * 6);
			assertThat(async.receipts).hasSize(32 * 6);
		}
	}

	@Test
	void handlerThatShedsTokensGetsTheTerminalEventAndHoldsNobodyUp() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking slow = new Recording.Blocking(
				HandlerSettings.none().withWindow(1).withOnFull(OnFull.SHED_TOKENS), (event) -> {
					if (event instanceof LlmNewToken) {
						TestEngine.hang(gate);
					}
				});
		CountingListener listener = new CountingListener();
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().listener(listener).awaitEnd(false))
			.with(slow)) {
			assertThat(model(engine).callAsync(STREAMING).get(20, TimeUnit.SECONDS).text()).isEqualTo("abc");
			gate.countDown();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(slow.names()).startsWith("ChatModelStart", "token:a").endsWith("LlmEnd");
			assertThat(slow.receipts.size() + listener.dropped("SHED")).isEqualTo(6);
			assertThat(listener.dropped("SHED")).isPositive();
		}
		assertThat(listener.accepted()).isEqualTo(listener.finished() + listener.dropped());
	}

	@Test
	void driverThatDoesNotWaitForRoomIsStoppedWhenTheWindowIsFullTwiceOver() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking slow = new Recording.Blocking(HandlerSettings.none().withWindow(4), (event) -> {
			if (event instanceof LlmNewToken) {
				TestEngine.hang(gate);
			}
		});
		CompletableFuture<Throwable> aborted = new CompletableFuture<>();
		try (TestEngine engine = new TestEngine().with(slow)) {
			DrivenRun run = engine.manager.open(RunPlan.chat(STREAMING, java.util.Map.of())
				.withOnAbort(aborted::complete)
				.as(RunKind.CHAT_MODEL, "x"));
			run.started().toCompletableFuture().get(20, TimeUnit.SECONDS);
			for (int i = 0; i < 8; i++) {
				assertThat(run.token(ChatChunk.of("" + i)).toCompletableFuture().isCompletedExceptionally()).isFalse();
			}
			assertThat(run.token(ChatChunk.of("8")).toCompletableFuture()).isCompletedExceptionally();
			assertThat(aborted).isCompletedWithValueMatching(WindowOverflowException.class::isInstance);
			gate.countDown();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(slow.names()).startsWith("ChatModelStart", "token:0").endsWith("token:7", "LlmError");
		}
	}

	@Test
	void executorThatRejectsAWorkerDropsNothing() throws Exception {
		AtomicInteger offers = new AtomicInteger();
		Recording.Blocking blocking = new Recording.Blocking();
		try (TestEngine engine = new TestEngine()) {
			Executor moody = (task) -> {
				if (offers.incrementAndGet() % 3 != 0) {
					throw new RejectedExecutionException("not now");
				}
				engine.pool().execute(task);
			};
			CallbackDispatcher manager = CallbackDispatcher.builder().executor(moody, 2).build();
			manager.add(blocking);
			CallbackChatModel model = new CallbackChatModel(manager, EmbeddedChatProvider.answering("Yes"));
			assertThat(model.callAsync(STREAMING).get(20, TimeUnit.SECONDS).text()).isEqualTo("Yes");
			assertThat(blocking.names()).containsExactly("ChatModelStart", "token:", "token:Yes", "token:", "LlmEnd");
		}
	}

	@Test
	void executorThatRunsOnTheCallersThreadIsNotLetToHoldTheEmittingOne() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(Runnable::run, 2).build();
		manager.add(blocking);
		CallbackChatModel model = new CallbackChatModel(manager, EmbeddedChatProvider.answering("Yes"));
		assertThat(model.callAsync(STREAMING).get(20, TimeUnit.SECONDS).text()).isEqualTo("Yes");
		assertThat(blocking.receipts).extracting(Recording.Receipt::thread).doesNotContain(Thread.currentThread());
	}

	@Test
	void handlerThatHoldsACallersThreadIsWarnedAbout() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking slow = new Recording.Blocking((event) -> {
			if (event instanceof LlmEnd) {
				TestEngine.hang(gate);
			}
		});
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				TestEngine engine = new TestEngine().with(slow)) {
			CompletableFuture<LlmResult> call = CompletableFuture.supplyAsync(() -> model(engine).call("Hello"),
					(task) -> new Thread(task, "the-caller").start());
			await().until(() -> !log.events().isEmpty());
			assertThat(log.only().getFormattedMessage()).contains("blocking", "holding up thread", "the-caller");
			gate.countDown();
			assertThat(call.get(20, TimeUnit.SECONDS).text()).isEqualTo("abc");
		}
	}

}

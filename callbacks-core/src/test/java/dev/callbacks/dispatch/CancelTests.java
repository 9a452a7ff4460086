// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.DrivenRun;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunStateException;
import dev.callbacks.RunTimeoutException;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.call.RunPlan;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Calls that are ended from outside (G1, G10).
 */
class CancelTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Hello").streaming();

	private static CallbackChatModel hanging(TestEngine engine) {
		return new CallbackChatModel(engine.manager,
				EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b").hanging()).build());
	}

	private static ErrorEvent onlyError(Recording.Blocking handler) {
		List<CallbackEvent> terminal = handler.events().stream().filter(TerminalEvent.class::isInstance).toList();
		assertThat(terminal).hasSize(1);
		return (ErrorEvent) terminal.get(0);
	}

	@Test
	void cancellingTheFutureEndsTheRunAsCancelled() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CompletableFuture<LlmResult> future = hanging(engine).callAsync(STREAMING);
			await().until(() -> handler.names().contains("token:b"));
			future.cancel(true);
			assertThatExceptionOfType(CancellationException.class).isThrownBy(future::join);
			await().until(() -> handler.names().contains("LlmError"));
			assertThat(onlyError(handler).reason()).isEqualTo(EndReason.CANCELLED);
			assertThat(((LlmError) onlyError(handler)).partial().text()).isEqualTo("ab");
		}
	}

	@Test
	void cancellingTheFutureCancelsTheProviderOfACallThatDoesNotStream() throws Exception {
		AtomicInteger cancels = new AtomicInteger();
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CountDownLatch asked = new CountDownLatch(1);
			ChatProvider provider = TestProvider.of(() -> {
				asked.countDown();
				return Flux.<ChatChunk>never().doOnCancel(cancels::incrementAndGet);
			});
			CompletableFuture<LlmResult> future = new CallbackChatModel(engine.manager, provider).callAsync("Hello");
			assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
			future.cancel(true);
			await().until(() -> cancels.get() == 1);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(onlyError(handler).reason()).isEqualTo(EndReason.CANCELLED);
		}
	}

	@Test
	void orTimeoutEndsTheRunAsTimedOut() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CompletableFuture<LlmResult> future = hanging(engine).callAsync(STREAMING)
				.orTimeout(50, TimeUnit.MILLISECONDS);
			assertThatThrownBy(future::join).hasCauseInstanceOf(TimeoutException.class);
			await().until(() -> handler.names().contains("LlmError"));
			assertThat(onlyError(handler).reason()).isEqualTo(EndReason.TIMED_OUT);
		}
	}

	@Test
	void completingTheFutureFromOutsideEndsTheRun() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CompletableFuture<LlmResult> future = hanging(engine).callAsync(STREAMING);
			future.complete(LlmResult.none());
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(onlyError(handler).reason()).isEqualTo(EndReason.CANCELLED);
		}
	}

	@Test
	void timeoutOfTheConfigurationEndsTheRunAndReachesTheCaller() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = hanging(engine).with(RunConfig.empty().timeout(Duration.ofMillis(50)));
			assertThatExceptionOfType(RunTimeoutException.class).isThrownBy(() -> model.call(STREAMING));
			assertThatThrownBy(() -> model.callAsync(STREAMING).join()).isInstanceOf(CompletionException.class)
				.hasCauseInstanceOf(RunTimeoutException.class);
			assertThatExceptionOfType(RunTimeoutException.class)
				.isThrownBy(() -> model.stream(STREAMING).blockLast(TestEngine.LONG));
			assertThat(handler.events()).filteredOn(LlmError.class::isInstance)
				.hasSize(3)
				.allSatisfy((event) -> assertThat(((LlmError) event).reason()).isEqualTo(EndReason.TIMED_OUT));
		}
	}

	@Test
	void cancelDuringTheStartReleasesTheCallerAtOnceAndNeverAsksTheProvider() throws Exception {
		CompletableFuture<Void> wake = new CompletableFuture<>();
		Recording.Async slow = new Recording.Async((event) -> (event instanceof ChatModelStart) ? wake : null);
		Recording.Blocking handler = new Recording.Blocking();
		AtomicInteger asked = new AtomicInteger();
		try (TestEngine engine = new TestEngine().with(slow, handler)) {
			CompletableFuture<LlmResult> future = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().script((request) -> {
						asked.incrementAndGet();
						return EmbeddedAnswer.text("Yes");
					}).build())
				.callAsync("Hello");
			future.cancel(true);
			assertThat(future).isCancelled();
			assertThat(slow.names()).containsExactly("ChatModelStart");
			wake.complete(null);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(slow.names()).containsExactly("ChatModelStart", "LlmError");
			assertThat(handler.names()).containsExactly("ChatModelStart", "LlmError");
			assertThat(asked).hasValue(0);
		}
	}

	@Test
	void b58CancelWhileTheEndIsDeliveredIsPromptAndTheHandlerFinishes() throws Exception {
		CompletableFuture<Void> wake = new CompletableFuture<>();
		Recording.Async slow = new Recording.Async((event) -> (event instanceof LlmEnd) ? wake : null);
		try (TestEngine engine = new TestEngine().with(slow)) {
			CompletableFuture<LlmResult> future = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.answering("Yes"))
				.callAsync("Hello");
			await().until(() -> slow.names().contains("LlmEnd"));
			future.cancel(true);
			assertThat(future).isCancelled();
			assertThat(engine.manager.openRuns()).isEqualTo(1);
			wake.complete(null);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(slow.names()).containsExactly("ChatModelStart", "LlmEnd");
		}
	}

	@Test
	void parentThatFailsEndsItsOpenChildrenInnermostFirst() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			DrivenRun outer = engine.manager.open(RunPlan.inputs(java.util.Map.of()).as(RunKind.CHAIN, "outer"));
			Run inner;
			CompletableFuture<LlmResult> model;
			try (Run.Scope scope = outer.scope()) {
				inner = engine.manager.open(RunPlan.inputs(java.util.Map.of()).as(RunKind.CHAIN, "inner"));
				try (Run.Scope innerScope = inner.scope()) {
					model = hanging(engine).callAsync(STREAMING);
				}
			}
			await().until(() -> handler.names().contains("token:b"));
			IllegalStateException failure = new IllegalStateException("body");
			outer.error(failure);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			List<CallbackEvent> terminal = handler.events().stream().filter(TerminalEvent.class::isInstance).toList();
			assertThat(terminal).extracting((event) -> event.run().name())
				.containsExactlyInAnyOrder("embedded", "inner", "outer");
			assertThat(terminal).extracting((event) -> ((ErrorEvent) event).reason())
				.containsOnlyOnce(EndReason.FAILED)
				.contains(EndReason.CANCELLED);
			assertThat(((ChainError) terminal.stream()
				.filter((event) -> event.run().name().equals("outer"))
				.findFirst()
				.orElseThrow()).error()).isSameAs(failure);
			assertThat(model).failsWithin(TestEngine.LONG);
			assertThat(inner.finished().toCompletableFuture()).failsWithin(TestEngine.LONG);
		}
	}

	@Test
	void firstOfSeveralEndingsWins() throws Exception {
		for (int round = 0; round < 200; round++) {
			Recording.Blocking handler = new Recording.Blocking();
			try (TestEngine engine = new TestEngine(2, CallbackDispatcher.builder()).with(handler)) {
				DrivenRun run = engine.manager.open(RunPlan.inputs(java.util.Map.of()).as(RunKind.CHAIN, "race"));
				CountDownLatch start = new CountDownLatch(1);
				List<Runnable> endings = List.of(() -> run.end("result"),
						() -> run.error(new IllegalStateException("error")), run::cancel);
				List<CompletableFuture<Void>> racers = endings.stream()
					.map((ending) -> CompletableFuture.runAsync(() -> {
						try {
							start.await();
						}
						catch (InterruptedException ex) {
							throw new IllegalStateException(ex);
						}
						ending.run();
					}, (task) -> new Thread(task).start()))
					.toList();
				start.countDown();
				racers.forEach(CompletableFuture::join);
				assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
				assertThat(handler.receipts).hasSize(2);
				assertThat(handler.events().get(1)).isInstanceOf(TerminalEvent.class);
			}
		}
	}

	@Test
	void nothingCanBeReportedOnARunThatIsOver() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			DrivenRun run = engine.manager.open(RunPlan.inputs(java.util.Map.of()).as(RunKind.CHAIN, "chain"));
			run.started().toCompletableFuture().join();
			run.emit("progress", 1).toCompletableFuture().join();
			run.end("done").toCompletableFuture().join();
			assertThatExceptionOfType(RunStateException.class).isThrownBy(() -> run.emit("late", 2));
			assertThat(run.token(ChatChunk.of("late")).toCompletableFuture()).isCompletedExceptionally();
			assertThat(handler.names()).containsExactly("ChainStart", "CustomEvent", "ChainEnd");
		}
	}

}

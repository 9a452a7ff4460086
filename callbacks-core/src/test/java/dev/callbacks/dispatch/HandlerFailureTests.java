// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.LogCapture;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Handlers that fail, with and without raise-error (G3).
 */
class HandlerFailureTests {

	private static final HandlerSettings RAISE = HandlerSettings.none().withRaiseError(true);

	private static final ChatRequest HELLO = ChatRequest.of("Hello").streaming();

	private static CallbackChatModel model(TestEngine engine) {
		return new CallbackChatModel(engine.manager,
				EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b", "c")).build());
	}

	private static Recording.Blocking failing(HandlerSettings settings, Class<? extends CallbackEvent> at,
			Throwable failure) {
		return new Recording.Blocking(settings, (event) -> {
			if (at.isInstance(event)) {
				sneaky(failure);
			}
		});
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneaky(Throwable failure) throws T {
		throw (T) failure;
	}

	@ParameterizedTest
	@EnumSource
	void b11WithoutRaiseErrorTheCallAndTheOthersAreUnaffected(CallWay way) throws Exception {
		Recording.Blocking failing = new Recording.Blocking((event) -> {
			throw new IllegalStateException("handler");
		});
		Recording.Async failingAsync = new Recording.Async(
				(event) -> CompletableFuture.failedFuture(new IllegalStateException("async handler")));
		Recording.Blocking other = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(failing, failingAsync, other)) {
			way.call(model(engine));
		}
		assertThat(other.names()).containsExactly("ChatModelStart", "token:a", "token:b", "token:c", "token:",
				"LlmEnd");
		assertThat(failing.names()).isEqualTo(other.names());
		assertThat(failingAsync.names()).isEqualTo(other.names());
	}

	@Test
	void b11FailureIsLoggedWithHandlerEventAndRun() throws Exception {
		Recording.Blocking failing = failing(HandlerSettings.none(), LlmEnd.class,
				new IllegalStateException("handler"));
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				TestEngine engine = new TestEngine().with(failing)) {
			model(engine).call(HELLO);
			ILoggingEvent line = log.only();
			String id = failing.events().get(0).run().id().toString();
			assertThat(line.getFormattedMessage()).contains("blocking", Recording.Blocking.class.getName(), "LlmEnd",
					"run " + id, "root " + id);
			assertThat(line.getThrowableProxy().getMessage()).isEqualTo("handler");
		}
	}

	@Test
	void b18FailureOnEveryTokenIsLoggedOnceAndCounted() throws Exception {
		Recording.Blocking failing = failing(HandlerSettings.none(), LlmNewToken.class,
				new IllegalStateException("handler"));
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				TestEngine engine = new TestEngine().with(failing)) {
			String[] tokens = new String[1000];
			java.util.Arrays.fill(tokens, "x");
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens(tokens)).build());
			assertThat(model.callAsync(HELLO).join().text()).hasSize(1000);
			assertThat(log.events()).hasSizeBetween(1, 10);
			assertThat(log.events().stream().filter((line) -> line.getThrowableProxy() != null)).hasSize(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void b12RaiseErrorAtTheStartKeepsTheModelFromBeingAsked(CallWay way) throws Exception {
		IllegalStateException failure = new IllegalStateException("no");
		Recording.Blocking raising = failing(RAISE, ChatModelStart.class, failure);
		Recording.Async other = new Recording.Async();
		AtomicInteger asked = new AtomicInteger();
		try (TestEngine engine = new TestEngine().with(raising, other)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().script((request) -> {
						asked.incrementAndGet();
						return EmbeddedAnswer.text("Yes");
					}).build());
			assertThatThrownBy(() -> way.call(model)).isSameAs(failure);
		}
		assertThat(asked).hasValue(0);
		assertThat(other.names()).containsExactly("ChatModelStart", "LlmError");
		assertThat(raising.names()).containsExactly("ChatModelStart", "LlmError");
		assertThat(((LlmError) other.events().get(1)).reason()).isEqualTo(EndReason.FAILED);
	}

	@ParameterizedTest
	@EnumSource
	void b14RaiseErrorAtATokenEndsTheRunWithThePartialResult(CallWay way) throws Exception {
		IllegalStateException failure = new IllegalStateException("no");
		Recording.Blocking raising = new Recording.Blocking(RAISE, (event) -> {
			if (event instanceof LlmNewToken token && token.token().equals("b")) {
				throw failure;
			}
		});
		Recording.Blocking other = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(raising, other)) {
			assertThatThrownBy(() -> way.call(model(engine))).isSameAs(failure);
		}
		assertThat(other.names()).containsExactly("ChatModelStart", "token:a", "token:b", "LlmError");
		LlmError error = (LlmError) other.events().get(3);
		assertThat(error.partial().text()).isEqualTo("ab");
		assertThat(error.error()).isSameAs(failure);
		assertThat(raising.names()).isEqualTo(other.names());
	}

	@ParameterizedTest
	@EnumSource
	void b14NoTokenFollowsTheOneAtWhichAStageRaisesItsFailureFromAnotherThread(CallWay way) throws Exception {
		Recording.Async raising = new Recording.Async(RAISE, (event) -> TestFutures.onThread(() -> {
			if (event instanceof LlmNewToken) {
				throw new IllegalStateException("no");
			}
			return event;
		}));
		try (TestEngine engine = new TestEngine().with(raising)) {
			for (int i = 0; i < 30; i++) {
				raising.receipts.clear();
				assertThatThrownBy(() -> way.call(model(engine))).hasMessage("no");
				assertThat(raising.names()).containsExactly("ChatModelStart", "token:a", "LlmError");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void raiseErrorAtTheEndReachesTheCallerWithoutASecondTerminalEvent(CallWay way) throws Exception {
		IllegalStateException failure = new IllegalStateException("no");
		Recording.Blocking raising = failing(RAISE, LlmEnd.class, failure);
		Recording.Blocking other = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(raising, other)) {
			assertThatThrownBy(() -> way.call(model(engine))).isSameAs(failure);
		}
		assertThat(other.names()).endsWith("token:c", "token:", "LlmEnd");
		assertThat(raising.names()).isEqualTo(other.names());
	}

	@ParameterizedTest
	@EnumSource
	void b76RaiseErrorInTheErrorIsSuppressedInTheModelsOwn(CallWay way) throws Exception {
		IllegalStateException failure = new IllegalStateException("no");
		IllegalArgumentException wire = new IllegalArgumentException("wire");
		Recording.Blocking raising = failing(RAISE, LlmError.class, failure);
		try (TestEngine engine = new TestEngine().with(raising)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.failure(wire)).build());
			assertThatThrownBy(() -> way.call(model)).isSameAs(wire);
		}
		assertThat(wire.getSuppressed()).contains(failure);
	}

	@ParameterizedTest
	@EnumSource
	void ofSeveralRaisedFailuresTheFirstInHandlerOrderIsThrown(CallWay way) throws Exception {
		IllegalStateException first = new IllegalStateException("first");
		IllegalStateException second = new IllegalStateException("second");
		try (TestEngine engine = new TestEngine().with(failing(RAISE, LlmEnd.class, first),
				failing(RAISE, LlmEnd.class, second))) {
			assertThatThrownBy(() -> way.call(model(engine))).isSameAs(first);
		}
		assertThat(first.getSuppressed()).contains(second);
	}

	@Test
	void b24VirtualMachineErrorEndsTheRunAndReachesTheCaller() throws Exception {
		OutOfMemoryError fatal = new OutOfMemoryError("of a handler");
		Recording.Blocking failing = failing(HandlerSettings.none().withWindow(1), LlmNewToken.class, fatal);
		Recording.Blocking other = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(failing, other)) {
			assertThatThrownBy(() -> CallWay.FUTURE.call(model(engine))).isSameAs(fatal);
		}
		assertThat(other.names()).startsWith("ChatModelStart", "token:a").endsWith("LlmError");
	}

	@Test
	void inlineHandlerThatRaisesDoesNotKeepOthersFromTheEvent() throws Exception {
		IllegalStateException failure = new IllegalStateException("no");
		Recording.Blocking raising = failing(RAISE.withInline(true), LlmNewToken.class, failure);
		Recording.Async other = new Recording.Async();
		try (TestEngine engine = new TestEngine().with(other, raising)) {
			assertThatThrownBy(() -> CallWay.STREAM.call(model(engine))).isSameAs(failure);
		}
		assertThat(other.names()).containsExactly("ChatModelStart", "token:a", "LlmError");
	}

	@Test
	void listenersSeeFailuresAsDelivered() throws Exception {
		CountingListener listener = new CountingListener();
		Recording.Blocking failing = failing(HandlerSettings.none(), LlmNewToken.class,
				new IllegalStateException("handler"));
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().listener(listener)).with(failing)) {
			model(engine).callAsync(HELLO).join();
		}
		assertThat(listener.finished("LLM_NEW_TOKEN", "ERROR")).isEqualTo(4);
		assertThat(listener.finished("LLM_END", "SUCCESS")).isEqualTo(1);
		assertThat(listener.accepted()).isEqualTo(listener.finished() + listener.dropped()).isEqualTo(6);
		assertThat(List.copyOf(listener.outcomes)).containsExactly("success");
	}

	@Test
	void reportIsFinishedBehindTheEndingThatAHandlerRaises() {
		BlockingDeque<Runnable> work = new LinkedBlockingDeque<>();
		CallbackDispatcher manager = CallbackDispatcher.builder().work(work::add).build();
		manager.add(failing(RAISE, CustomEvent.class, new IllegalStateException("raised")));
		DrivenRun run = manager.open(RunKind.CHAIN, "chain", "input");
		runUntil(work, () -> run.started().toCompletableFuture().isDone());
		CompletableFuture<?> report = run.emit("event", null).toCompletableFuture();
		await().until(() -> work.size() == 2);
		work.removeLast().run();
		assertThat(report).isCompleted();
		assertThat(run.isOpen()).isFalse();
		runUntil(work, () -> run.finished().toCompletableFuture().isDone());
		assertThat(run.finished().toCompletableFuture()).isCompletedExceptionally();
	}

	private static void runUntil(Queue<Runnable> work, BooleanSupplier done) {
		await().until(() -> {
			Runnable task = work.poll();
			if (task != null) {
				task.run();
			}
			return done.getAsBoolean();
		});
	}

}

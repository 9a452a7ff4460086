// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.ToolError;
import dev.callbacks.message.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Every started run has exactly one terminal event, whatever kind it is of, however it is
 * called and however it ends (G1, G10).
 */
class EndingsTests {

	static Stream<Arguments> kinds() {
		return Arrays.stream(RunKind.values()).filter((kind) -> !kind.isModel()).map(Arguments::of);
	}

	private static ErrorEvent onlyError(Recording.Blocking handler) {
		List<CallbackEvent> terminal = handler.events()
			.stream()
			.filter((event) -> event instanceof TerminalEvent)
			.toList();
		assertThat(terminal).hasSize(1);
		assertThat(handler.events().get(handler.events().size() - 1)).isSameAs(terminal.get(0));
		return (ErrorEvent) terminal.get(0);
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void b59CancelInsideABodyIsOneErrorEvent(RunKind kind) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CountDownLatch inside = new CountDownLatch(1);
			CompletableFuture<Object> future = engine.manager.run(kind, "body").input("x").submit(() -> {
				inside.countDown();
				return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
			});
			assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
			future.cancel(true);
			assertThat(future).isCancelled();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(onlyError(handler).reason()).isEqualTo(EndReason.CANCELLED);
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void b59CancelOfAFutureBodyIsOneErrorEvent(RunKind kind) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CompletableFuture<Object> body = new CompletableFuture<>();
			CompletableFuture<Object> future = engine.manager.run(kind, "body").callAsync(() -> body);
			await().until(() -> body.getNumberOfDependents() > 0);
			future.cancel(true);
			body.complete("late");
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(onlyError(handler).reason()).isEqualTo(EndReason.CANCELLED);
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void b59DisposedStreamClosesItsRunAndItsSource(RunKind kind) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CountDownLatch cancelled = new CountDownLatch(1);
			CountDownLatch begun = new CountDownLatch(1);
			Disposable stream = engine.manager.run(kind, "body")
				.stream(() -> Flux.never()
					.doOnSubscribe((subscription) -> begun.countDown())
					.doOnCancel(cancelled::countDown))
				.subscribe();
			assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
			stream.dispose();
			assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(onlyError(handler).reason()).isEqualTo(EndReason.CLOSED);
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void takeClosesWithWhatHadComeAsThePartialResult(RunKind kind) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			engine.manager.run(kind, "body").stream(() -> Flux.just("a", "b", "c", "d")).take(2).blockLast();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			ErrorEvent error = onlyError(handler);
			assertThat(error.reason()).isEqualTo(EndReason.CLOSED);
			assertThat(partialOf(error)).isEqualTo("ab");
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void failureInTheMiddleOfAStreamCarriesThePartialResult(RunKind kind) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		IllegalStateException failure = new IllegalStateException("broken");
		try (TestEngine engine = new TestEngine().with(handler)) {
			assertThatThrownBy(() -> engine.manager.run(kind, "body")
				.stream(() -> Flux.just("a", "b").concatWith(Flux.error(failure)))
				.blockLast()).isSameAs(failure);
			ErrorEvent error = onlyError(handler);
			assertThat(error.reason()).isEqualTo(EndReason.FAILED);
			assertThat(error.error()).isSameAs(failure);
			assertThat(partialOf(error)).isEqualTo("ab");
		}
	}

	private static Object partialOf(ErrorEvent error) {
		if (error instanceof ToolError tool) {
			return tool.partial();
		}
		if (error instanceof RetrieverError retriever) {
			return String.join("", retriever.partial().stream().map(Document::text).toList());
		}
		return ((ChainError) error).partial();
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void timeoutOfTheConfigurationEndsTheRunInEveryWay(RunKind kind) throws Exception {
		for (BodyWay way : BodyWay.values()) {
			Recording.Blocking handler = new Recording.Blocking();
			try (TestEngine engine = new TestEngine().with(handler)) {
				RunSpec call = engine.manager.run(kind, "body").timeout(Duration.ofMillis(50));
				assertThatThrownBy(() -> timeOut(way, call)).as(way.name()).isInstanceOf(RunTimeoutException.class);
				assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
				assertThat(onlyError(handler).reason()).isEqualTo(EndReason.TIMED_OUT);
			}
		}
	}

	private static void timeOut(BodyWay way, RunSpec call) throws Exception {
		switch (way) {
			case BLOCKING -> call.call(() -> new CountDownLatch(1).await(30, TimeUnit.SECONDS));
			case SUBMITTED -> TestFutures.get(call.submit(() -> new CountDownLatch(1).await(30, TimeUnit.SECONDS)));
			case FUTURE, LATE_FUTURE -> TestFutures.get(call.callAsync(CompletableFuture::new));
			case STREAM -> call.stream(Flux::never).blockLast();
			case MONO -> call.mono(reactor.core.publisher.Mono::never).block();
		}
	}

	@ParameterizedTest
	@EnumSource(BodyWay.class)
	void raiseErrorAtTheStartKeepsTheBodyFromBeginning(BodyWay way) throws Exception {
		IllegalStateException failure = new IllegalStateException("no");
		Recording.Blocking other = new Recording.Blocking();
		Recording.Blocking raising = new Recording.Blocking(HandlerSettings.none().withRaiseError(true), (event) -> {
			if (event.sequence() == 0) {
				throw failure;
			}
		});
		try (TestEngine engine = new TestEngine().with(raising, other)) {
			List<String> begun = new ArrayList<>();
			assertThatThrownBy(() -> way.call(engine.manager.tool("tool"), () -> begun.add("begun"))).isSameAs(failure);
			assertThat(begun).isEmpty();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(other.names()).containsExactly("ToolStart", "ToolError");
			assertThat(raising.names()).containsExactly("ToolStart", "ToolError");
		}
	}

	@ParameterizedTest
	@EnumSource(BodyWay.class)
	void raiseErrorAtTheEndReachesTheCallerWithoutASecondEnding(BodyWay way) throws Exception {
		IllegalStateException failure = new IllegalStateException("no");
		Recording.Blocking other = new Recording.Blocking();
		Recording.Blocking raising = new Recording.Blocking(HandlerSettings.none().withRaiseError(true), (event) -> {
			if (event instanceof TerminalEvent) {
				throw failure;
			}
		});
		try (TestEngine engine = new TestEngine().with(raising, other)) {
			assertThatThrownBy(() -> way.call(engine.manager.tool("tool"), () -> "done")).isSameAs(failure);
			assertThat(other.names()).containsExactly("ToolStart", "ToolEnd");
		}
	}

	@ParameterizedTest
	@EnumSource(BodyWay.class)
	void b76RaiseErrorInTheErrorIsSuppressedInTheBodysOwn(BodyWay way) throws Exception {
		IllegalStateException raised = new IllegalStateException("handler");
		IllegalArgumentException failure = new IllegalArgumentException("body");
		Recording.Blocking raising = new Recording.Blocking(HandlerSettings.none().withRaiseError(true), (event) -> {
			if (event instanceof ErrorEvent) {
				throw raised;
			}
		});
		try (TestEngine engine = new TestEngine().with(raising)) {
			assertThatThrownBy(() -> way.call(engine.manager.tool("tool"), () -> {
				throw failure;
			})).isSameAs(failure);
			assertThat(failure).hasSuppressedException(raised);
		}
	}

	@ParameterizedTest
	@EnumSource(BodyWay.class)
	void virtualMachineErrorOfABodyEndsItsRun(BodyWay way) throws Exception {
		OutOfMemoryError failure = new OutOfMemoryError("test");
		if (way == BodyWay.STREAM || way == BodyWay.MONO) {
			// Reactor throws these past everybody
			return;
		}
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			assertThatThrownBy(() -> way.call(engine.manager.tool("tool"), () -> {
				throw failure;
			})).isSameAs(failure);
			assertThat(onlyError(handler).error()).isSameAs(failure);
		}
	}

	@Test
	void cancelledParentEndsItsOpenChildrenInnermostFirst() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		CallbackChatModel[] model = new CallbackChatModel[1];
		try (TestEngine engine = new TestEngine().with(handler)) {
			model[0] = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b").hanging()).build());
			CompletableFuture<Object> future = engine.manager.chain("outer")
				.callAsync(() -> engine.manager.tool("middle").callAsync(() -> model[0].callAsync("Hello")));
			await().until(() -> handler.names().contains("ChatModelStart"));
			future.cancel(true);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			List<String> endings = handler.names().stream().filter((name) -> name.endsWith("Error")).toList();
			assertThat(endings).containsExactly("LlmError", "ToolError", "ChainError");
			assertThat(handler.events()).filteredOn((event) -> event instanceof ErrorEvent)
				.allSatisfy((event) -> assertThat(((ErrorEvent) event).reason()).isEqualTo(EndReason.CANCELLED));
		}
	}

	@Test
	void parentThatEndsNormallyLeavesItsChildrenRunning() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CompletableFuture<Object> body = new CompletableFuture<>();
			CompletableFuture<CompletableFuture<Object>> child = new CompletableFuture<>();
			engine.manager.chain("outer").run(() -> child.complete(engine.manager.tool("inner").callAsync(() -> body)));
			assertThat(engine.manager.openRuns()).isEqualTo(1);
			body.complete("done");
			assertThat(child.join().get(10, TimeUnit.SECONDS)).isEqualTo("done");
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(handler.names()).containsExactlyInAnyOrder("ChainStart", "ToolStart", "ChainEnd", "ToolEnd");
			assertThat(handler.events().get(3).run().parentId()).isEqualTo(handler.events().get(0).run().id());
		}
	}

	@Test
	void shutdownEndsBodiesOfAllKinds() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		TestEngine engine = new TestEngine().with(handler);
		CountDownLatch inside = new CountDownLatch(1);
		CompletableFuture<Object> submitted = engine.manager.tool("submitted").submit(() -> {
			inside.countDown();
			return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
		});
		CompletableFuture<Object> future = engine.manager.chain("future").callAsync(CompletableFuture::new);
		CompletableFuture<Object> stream = engine.manager.retriever("stream").stream(Flux::never).next().toFuture();
		assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(engine.manager.stop(Duration.ofSeconds(2))).isTrue();
		assertThat(submitted).failsWithin(TestEngine.LONG);
		assertThat(future).failsWithin(TestEngine.LONG);
		assertThat(stream).failsWithin(TestEngine.LONG);
		assertThat(handler.events()).filteredOn((event) -> event instanceof ErrorEvent)
			.hasSize(3)
			.allSatisfy((event) -> assertThat(((ErrorEvent) event).reason()).isEqualTo(EndReason.SHUTDOWN));
		engine.close();
	}

}

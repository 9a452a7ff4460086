// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallWay;
import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.LogCapture;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ways in which a hostile user has broken the engine.
 */
class HostileUseTests {

	private static DrivenRun openChat(CallbackDispatcher manager) throws Exception {
		DrivenRun run = manager.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "gpt"));
		get(run.started());
		return run;
	}

	private static Object get(CompletionStage<?> stage) throws Exception {
		return stage.toCompletableFuture().get(BoundedEngine.BOUND.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static DispatchListener listener(HandlerListener listener) {
		return new DispatchListener() {

			@Override
			public HandlerListener handler(HandlerDescriptor handler) {
				return listener;
			}

		};
	}

	/**
	 * A minimal stage cannot be asked whether it is done, only be waited for.
	 */
	@Test
	void stageOfAHandlerThatMayOnlyBeWaitedForIsNoFailure() throws Exception {
		Recording.Async done = new Recording.Async(HandlerSettings.none().withRaiseError(true),
				(event) -> CompletableFuture.completedStage("done"));
		Recording.Async later = new Recording.Async(HandlerSettings.none().withRaiseError(true),
				(event) -> CompletableFuture.runAsync(() -> {
				}).minimalCompletionStage());
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				BoundedEngine engine = new BoundedEngine().with(done, later)) {
			for (CallWay way : CallWay.values()) {
				assertThat(BoundedEngine.ended(way.ask(engine.model("a", "b")))).as(way + " call").isNull();
			}
			engine.assertOver();
			// on a busy machine the watchdog says that a handler takes long
			assertThat(log.events()).allMatch((event) -> event.getThrowableProxy() == null);
		}
	}

	@Test
	void minimalStageIsAwaited() throws Exception {
		CompletableFuture<Object> pending = new CompletableFuture<>();
		Recording.Async handler = new Recording.Async((event) -> pending.minimalCompletionStage());
		try (BoundedEngine engine = new BoundedEngine().with(handler)) {
			DrivenRun run = engine.open("chain");
			assertThat(run.started().toCompletableFuture()).isNotDone();
			pending.complete("done");
			get(run.started());
			get(run.end("over"));
			engine.assertOver();
		}
	}

	/**
	 * With a window of 1 there is room when the handler has finished the token, whenever
	 * it went to rest after the one before.
	 */
	@Test
	void g2LockstepHoldsWhileTheHandlerGoesToRest() throws Exception {
		AtomicInteger finished = new AtomicInteger();
		CallbackHandler handler = new CallbackHandler() {

			@Override
			public HandlerSettings settings() {
				return HandlerSettings.none().withWindow(1);
			}

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				spin(200);
				finished.incrementAndGet();
			}

		};
		try (BoundedEngine engine = new BoundedEngine().with(handler)) {
			DrivenRun run = openChat(engine.manager);
			for (int i = 1; i <= 30_000; i++) {
				int number = i;
				boolean room = run.token(ChatChunk.of("a")).toCompletableFuture().isDone();
				int seen = finished.get();
				assertThat(room && seen < number).as("room behind token " + number + ", of which " + seen + " are done")
					.isFalse();
				BoundedEngine.until("token " + number + " is done", () -> finished.get() >= number);
				spin((number * 7) % 150);
			}
			get(run.end(LlmResult.none()));
			engine.assertOver();
		}
	}

	private static void spin(int times) {
		for (int i = 0; i < times; i++) {
			Thread.onSpinWait();
		}
	}

	/**
	 * "The run goes on once every lane has fewer than w wanted tokens unfinished."
	 */
	@Test
	void runGoesOnWhenAHandlerHasFewerThanItsWindowUnfinished() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch others = new CountDownLatch(1);
		CallbackHandler handler = new CallbackHandler() {

			@Override
			public HandlerSettings settings() {
				return HandlerSettings.none().withWindow(16);
			}

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				TestEngine.hang((event.index() == 0) ? first : others);
			}

		};
		try (BoundedEngine engine = new BoundedEngine().with(handler)) {
			DrivenRun run = openChat(engine.manager);
			CompletionStage<?> room = null;
			for (int i = 0; i < 16; i++) {
				room = run.token(ChatChunk.of("a"));
			}
			assertThat(room.toCompletableFuture()).isNotDone();
			first.countDown();
			get(room);
			others.countDown();
			get(run.end(LlmResult.none()));
			engine.assertOver();
		}
		finally {
			others.countDown();
		}
	}

	@Test
	void durationOfAnAwaitedEventIsNotTheAgeOfTheMachine() throws Exception {
		Queue<Long> nanos = new ConcurrentLinkedQueue<>();
		DispatchListener listener = listener(new HandlerListener() {

			@Override
			public void finished(EventType type, Outcome outcome, long count, long duration) {
				nanos.add(duration);
			}

		});
		AsyncCallbackHandler everything = new Recording.Async(
				(event) -> new CompletableFuture<>().completeOnTimeout("done", 5, TimeUnit.MILLISECONDS));
		AsyncCallbackHandler tokens = new AsyncCallbackHandler() {

			@Override
			public CompletionStage<?> onLlmNewToken(LlmNewToken event) {
				return (event.index() == 1) ? new CompletableFuture<>().completeOnTimeout("", 5, TimeUnit.MILLISECONDS)
						: null;
			}

		};
		long began = System.nanoTime();
		try (BoundedEngine engine = new BoundedEngine(4, (builder) -> builder.listener(listener)).with(everything,
				tokens)) {
			for (CallWay way : CallWay.values()) {
				assertThat(BoundedEngine.ended(way.ask(engine.model("a", "b", "c")))).isNull();
			}
			engine.assertOver();
		}
		long all = System.nanoTime() - began;
		assertThat(nanos).isNotEmpty().allSatisfy((duration) -> assertThat(duration).isBetween(0L, all));
	}

	/**
	 * A wait for an event ends when the last handler has finished it. If another handler
	 * makes it finish, the continuation does not run inside that handler's work.
	 */
	@Test
	void g12WhatFollowsAnEventDoesNotRunInsideAnotherHandlersWork() throws Exception {
		CompletableFuture<Object> pending = new CompletableFuture<>();
		AsyncCallbackHandler waits = new AsyncCallbackHandler() {

			@Override
			public CompletionStage<?> onCustomEvent(CustomEvent event) {
				return event.name().equals("first") ? pending : null;
			}

		};
		AsyncCallbackHandler completes = new AsyncCallbackHandler() {

			@Override
			public CompletionStage<?> onCustomEvent(CustomEvent event) {
				if (event.name().equals("second")) {
					pending.complete("done");
				}
				return null;
			}

		};
		try (BoundedEngine engine = new BoundedEngine().with(waits, completes)) {
			DrivenRun run = engine.open("chain");
			get(run.started());
			CompletableFuture<Object> current = new CompletableFuture<>();
			run.emit("first", null).whenComplete((value, failure) -> current.complete(Run.find()));
			run.emit("second", null);
			assertThat(get(current).toString()).doesNotContain("HandlerView");
			get(run.end("over"));
			engine.assertOver();
		}
	}

	/**
	 * A worker that had just seen that nothing is to be dropped goes into its handler
	 * when the drain has given up what was under way.
	 */
	@Test
	void g6HandlerThatIsEnteredWhileTheDrainEndsLeavesNoFutureHanging() throws Exception {
		Pause pause = new Pause(EventType.LLM_NEW_TOKEN);
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch gate = new CountDownLatch(1);
		CallbackHandler handler = new CallbackHandler() {

			@Override
			public void onLlmNewToken(LlmNewToken event) {
			}

			@Override
			public void onLlmEnd(LlmEnd event) {
				TestEngine.hang(gate);
			}

		};
		try (BoundedEngine engine = new BoundedEngine(1, pause::in).with(handler)) {
			engine.pool.execute(() -> TestEngine.hang(busy));
			DrivenRun run = openChat(engine.manager);
			// so that token and end are one batch
			engine.manager.runs.all()
				.forEach((open) -> open.lanes.lanes.forEach((lane) -> lane.channel.setSlow(false)));
			run.token(ChatChunk.of("a"));
			CompletionStage<?> finished = run.end(LlmResult.none());
			busy.countDown();
			pause.over(() -> assertThat(engine.manager.stop(Duration.ofMillis(1))).isFalse());
			get(finished);
			engine.assertOver();
		}
		finally {
			gate.countDown();
		}
	}

	/**
	 * A lane becomes ready when the drain has looked for those that are, and no thread is
	 * left for it.
	 */
	@Test
	void g6LaneThatIsReadyWhenTheDrainHasEndedLeavesNoFutureHanging() throws Exception {
		Pause pause = new Pause(EventType.CUSTOM_EVENT);
		CountDownLatch busy = new CountDownLatch(1);
		CompletableFuture<Object> pending = new CompletableFuture<>();
		AsyncCallbackHandler handler = new AsyncCallbackHandler() {

			@Override
			public CompletionStage<?> onCustomEvent(CustomEvent event) {
				return pending;
			}

			@Override
			public CompletionStage<?> onChainEnd(ChainEnd event) {
				return null;
			}

		};
		try (BoundedEngine engine = new BoundedEngine(1, pause::in).with(handler)) {
			engine.pool.execute(() -> TestEngine.hang(busy));
			DrivenRun run = engine.open("chain");
			get(run.started());
			run.emit("custom", null);
			CompletionStage<?> finished = run.end("over");
			TestFutures.onThread(() -> pending.complete("done"));
			pause.over(() -> assertThat(engine.manager.stop(Duration.ofMillis(1))).isFalse());
			get(finished);
			engine.assertOver();
		}
		finally {
			busy.countDown();
		}
	}

	/**
	 * Holds the thread that reports the first event of a type as finished.
	 */
	private static final class Pause implements HandlerListener {

		private final EventType type;

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch over = new CountDownLatch(1);

		private Pause(EventType type) {
			this.type = type;
		}

		private CallbackDispatcher.Builder in(CallbackDispatcher.Builder builder) {
			return builder.listener(listener(this)).handlerTimeout(Duration.ofHours(1));
		}

		@Override
		public void finished(EventType type, Outcome outcome, long count, long nanos) {
			if (type == this.type) {
				this.begun.countDown();
				TestEngine.hang(this.over);
			}
		}

		/**
		 * Does something while the thread is held, and lets it go on.
		 */
		private void over(Runnable meanwhile) {
			TestEngine.hang(this.begun);
			meanwhile.run();
			this.over.countDown();
		}

	}

}

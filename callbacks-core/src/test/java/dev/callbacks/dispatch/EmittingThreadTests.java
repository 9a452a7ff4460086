// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.LogCapture;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A handler on the emitting thread is warned about when one call of it lasts, and not
 * when the watchdog finds it at work again and again.
 */
class EmittingThreadTests {

	/**
	 * Calls a handler as often as there are lists of times. While it works, the watchdog
	 * looks at these times, in milliseconds.
	 */
	private static List<String> warnings(List<List<Integer>> looks) throws Exception {
		List<Runnable> tasks = new ArrayList<>();
		Recording.Async handler = new Recording.Async((event) -> {
			tasks.forEach(Runnable::run);
			return null;
		});
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				TestEngine engine = new TestEngine().with(handler)) {
			DispatchedRun run = (DispatchedRun) engine.manager
				.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "model"));
			run.started().toCompletableFuture().join();
			EmittingThread thread = new EmittingThread(run, new LaneSet(run));
			for (List<Integer> times : looks) {
				tasks.add(() -> {
					thread.call(0, false, true);
					times.forEach((millis) -> thread.watch(millis * 1_000_000L, 100_000_000L));
					thread.leave();
				});
			}
			run.token(ChatChunk.of("x"));
			tasks.clear();
			run.end(null).toCompletableFuture().join();
			return log.events()
				.stream()
				.map(ILoggingEvent::getFormattedMessage)
				.filter((message) -> message.contains("holding up"))
				.toList();
		}
	}

	@Test
	void timeOfAFewTokensIsTold() {
		AtomicLong told = new AtomicLong();
		DispatchListener listener = new DispatchListener() {

			@Override
			public HandlerListener handler(HandlerDescriptor handler) {
				return new HandlerListener() {

					@Override
					public void finished(EventType type, Outcome outcome, long count, long nanos) {
						told.addAndGet((type == EventType.LLM_NEW_TOKEN) ? nanos : 0);
					}

				};
			}

		};
		CallbackDispatcher dispatcher = CallbackDispatcher.builder().listener(listener).build();
		dispatcher.add(new Recording.Async((event) -> {
			long began = System.nanoTime();
			while (System.nanoTime() == began) {
				Thread.onSpinWait();
			}
			return null;
		}));
		DrivenRun run = dispatcher
			.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "model"));
		run.started().toCompletableFuture().join();
		run.token(ChatChunk.of("x"));
		run.end(null).toCompletableFuture().join();
		assertThat(told).hasPositiveValue();
	}

	@Test
	void oneCallThatLastsIsWarnedAbout() throws Exception {
		assertThat(warnings(List.of(List.of(1_000, 1_050, 1_150)))).hasSize(1);
	}

	@Test
	void manyCallsThatAreSeenAtWorkAreNot() throws Exception {
		assertThat(warnings(List.of(List.of(1_000), List.of(1_050), List.of(1_150), List.of(1_300)))).isEmpty();
	}

	/**
	 * What is current around a call may be asked for on the last frames of a stack.
	 */
	@Test
	void callThatCannotBeginIsNoneForTheNextThread() throws Exception {
		try (TestEngine engine = new TestEngine().with(new Recording.Async())) {
			DispatchedRun run = (DispatchedRun) engine.manager
				.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "model"));
			EmittingThread thread = new EmittingThread(run, new LaneSet(run));
			CurrentRun.Place here = CurrentRun.place();
			CurrentRun.Source failing = () -> {
				throw new StackOverflowError();
			};
			here.set(failing);
			assertThatThrownBy(() -> thread.call(0, true, true)).isInstanceOf(StackOverflowError.class);
			here.set((Run) null);
			Run inside = TestFutures.onThread(() -> {
				thread.call(0, true, true);
				Run current = CurrentRun.place().get();
				thread.leave();
				return current;
			}).join();
			assertThat(inside).isInstanceOf(HandlerView.class);
			assertThat(here.get()).isNull();
			run.end(null).toCompletableFuture().join();
		}
	}

}

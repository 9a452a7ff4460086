// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.HandlerTimeoutException;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunStateException;
import dev.callbacks.TestEngine;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler that was given up in a run gets nothing of the runs below it, and if it
 * raises its timeout the run goes no further.
 */
class CutOffHandlerTests {

	/** What happens to the registration of the handler before a run below is opened. */
	enum Change {

		NONE {

			@Override
			void make(TestEngine engine, Recording.Blocking handler) {
			}

		},

		REMOVED_AND_ADDED {

			@Override
			void make(TestEngine engine, Recording.Blocking handler) {
				engine.manager.remove(handler);
				engine.manager.add(handler);
			}

		},

		UPDATED {

			@Override
			void make(TestEngine engine, Recording.Blocking handler) {
				engine.manager.update(HandlerDescriptor.of(handler));
			}

		};

		abstract void make(TestEngine engine, Recording.Blocking handler);

	}

	@ParameterizedTest
	@EnumSource
	void handlerThatWasGivenUpStaysSoBelowHoweverItIsRegistered(Change change) throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		HandlerSettings settings = HandlerSettings.none().withTimeout(Duration.ofMillis(50)).withConcurrency(2);
		Recording.Blocking handler = new Recording.Blocking(settings, (event) -> {
			if (event instanceof CustomEvent) {
				TestEngine.hang(gate);
			}
		});
		try (TestEngine engine = new TestEngine().with(handler)) {
			DrivenRun parent = engine.manager.open(RunKind.CHAIN, "parent", Map.of());
			parent.started().toCompletableFuture().get(20, TimeUnit.SECONDS);
			parent.emit("hang", null).toCompletableFuture().get(20, TimeUnit.SECONDS);
			change.make(engine, handler);
			try (Run.Scope scope = parent.scope()) {
				assertThat(scope).isNotNull();
				DrivenRun child = engine.manager.open(RunKind.CHAIN, "child", Map.of());
				child.end(null).toCompletableFuture().get(20, TimeUnit.SECONDS);
			}
			gate.countDown();
			parent.end(null).toCompletableFuture().get(20, TimeUnit.SECONDS);
			assertThat(handler.names()).containsExactly("ChainStart", "CustomEvent");
		}
		finally {
			gate.countDown();
		}
	}

	@Test
	void noTokenFollowsTheOneAtWhichAHandlerRaisesItsTimeout() throws Exception {
		HandlerSettings settings = HandlerSettings.none().withWindow(1);
		CompletableFuture<Object> others = new CompletableFuture<>();
		Recording.Async hanging = new Recording.Async(settings.withRaiseError(true).withTimeout(Duration.ofMillis(50)),
				(event) -> (event instanceof LlmNewToken) ? new CompletableFuture<>() : null);
		Recording.Async other = new Recording.Async(settings,
				(event) -> (event instanceof LlmNewToken) ? others : null);
		HandlerListener listener = new HandlerListener() {

			@Override
			public void finished(EventType type, Outcome outcome, long count, long nanos) {
				if (outcome == Outcome.TIMEOUT) {
					// while the watchdog is about to give up the handler
					others.complete(type);
				}
			}

		};
		try (TestEngine engine = new TestEngine(
				CallbackDispatcher.builder().work(Runnable::run).listener(new DispatchListener() {

					@Override
					public HandlerListener handler(HandlerDescriptor handler) {
						return listener;
					}

				}))
			.with(hanging, other)) {
			DrivenRun run = engine.manager.open(RunKind.CHAT_MODEL, "model", ChatRequest.of("Hello"));
			assertThat(run.token(ChatChunk.of("a"))).failsWithin(TestEngine.LONG)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(RunStateException.class);
			assertThat(run.finished()).failsWithin(TestEngine.LONG)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(HandlerTimeoutException.class);
		}
		assertThat(other.names()).containsExactly("ChatModelStart", "token:a", "LlmError");
	}

}

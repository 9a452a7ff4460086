// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A model's thread that waits for handlers.
 */
@Timeout(60)
class WaitingTests {

	private final CompletableFuture<Object> handled = new CompletableFuture<>();

	@Test
	void goesOnAfterATokenWithoutAnotherThread() throws Exception {
		Queue<Runnable> work = new ConcurrentLinkedQueue<>();
		CallbackDispatcher manager = CallbackDispatcher.builder().work(work::add).build();
		manager.add(new Lockstep());
		DrivenRun run = manager.open(RunKind.CHAT_MODEL, "model", ChatRequest.of("Weather?"));
		FutureTask<@Nullable Throwable> model = waitFor(run.token(ChatChunk.of("Sunny")));
		this.handled.complete(null);
		assertThat(model.get()).isNull();
		assertThat(work).isEmpty();
		run.end(null);
	}

	@Test
	void failureThatCannotBeReadIsTheOutcome() throws Exception {
		Throwable failure = new IllegalStateException() {

			@Override
			public String toString() {
				throw new IllegalStateException("has no text");
			}

		};
		FutureTask<@Nullable Throwable> model = waitFor(this.handled);
		this.handled.completeExceptionally(failure);
		assertThat(model.get() == failure).isTrue();
	}

	@Test
	void threadOfAPoolThatHasNoOtherWaitsAllTheSame() throws Exception {
		ForkJoinPool pool = new ForkJoinPool(1, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, false, 1, 1, 1,
				null, 1, TimeUnit.SECONDS);
		FutureTask<@Nullable Throwable> model = new FutureTask<>(() -> Waiting.until(this.handled));
		pool.execute(model);
		await().until(() -> this.handled.getNumberOfDependents() != 0);
		assertThat(model.isDone()).isFalse();
		this.handled.complete(null);
		assertThat(model.get()).isNull();
		pool.shutdown();
	}

	private static FutureTask<@Nullable Throwable> waitFor(CompletionStage<?> stage) {
		FutureTask<@Nullable Throwable> model = new FutureTask<>(() -> Waiting.until(stage));
		Thread thread = new Thread(model);
		thread.start();
		await().until(() -> thread.getState() == Thread.State.WAITING);
		return model;
	}

	private final class Lockstep implements AsyncCallbackHandler {

		@Override
		public CompletionStage<?> onLlmNewToken(LlmNewToken event) {
			return WaitingTests.this.handled;
		}

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withWindow(1);
		}

	}

}

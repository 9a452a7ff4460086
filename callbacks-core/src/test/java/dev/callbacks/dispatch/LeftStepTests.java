// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Steps that a thread leaves to another one, which is in a handler of the run: what is
 * chained to their stages may wait for the run, so that it is not for that thread.
 */
@Timeout(60)
class LeftStepTests {

	private static final ChatChunk CHUNK = ChatChunk.of("a");

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch left = new CountDownLatch(1);

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private DrivenRun open() {
		return this.manager.open(RunKind.CHAT_MODEL, "model", ChatRequest.of("Hello"));
	}

	/**
	 * Takes a step while another thread is in a handler, and a second one in what is
	 * chained to the first.
	 */
	private void assertChainedStepIsDone(Supplier<CompletionStage<?>> second, Supplier<CompletionStage<?>> first,
			DrivenRun run) throws Exception {
		CompletableFuture<?> other = TestFutures.onThread(() -> run.emit("slow", null));
		this.entered.await();
		CompletableFuture<?> chained = first.get()
			.thenRun(() -> second.get().toCompletableFuture().join())
			.toCompletableFuture();
		this.left.countDown();
		assertThat(chained).succeedsWithin(TestEngine.LONG);
		assertThat(other).succeedsWithin(TestEngine.LONG);
		assertThat(run.end(null).toCompletableFuture()).succeedsWithin(TestEngine.LONG);
	}

	/**
	 * Completes a stage by a second report, on the thread of which the third is not to be
	 * made.
	 */
	private static void assertFollowersMayReport(DrivenRun run, CompletionStage<?> first) throws Exception {
		CompletableFuture<?> chained = first.thenRun(() -> run.emit("third", null).toCompletableFuture().join())
			.toCompletableFuture();
		CompletableFuture<?> second = TestFutures.onThread(() -> run.emit("second", null).toCompletableFuture().join());
		assertThat(chained).succeedsWithin(TestEngine.LONG);
		assertThat(second).succeedsWithin(TestEngine.LONG);
		assertThat(run.end(null).toCompletableFuture()).succeedsWithin(TestEngine.LONG);
	}

	@Test
	void whatIsChainedToAReportMayReport() throws Exception {
		this.manager.add(new Slow());
		DrivenRun run = open();
		assertChainedStepIsDone(() -> run.emit("second", null), () -> run.emit("first", null), run);
	}

	@Test
	void whatIsChainedToATokenMayWaitForRoom() throws Exception {
		this.manager.add(new Slow());
		DrivenRun run = open();
		assertChainedStepIsDone(() -> run.token(CHUNK), () -> run.token(CHUNK), run);
	}

	@Test
	void whatIsChainedToAReportMayWaitForItIfAHandlerCompletesTheStageOfAnother() throws Exception {
		CompletableFuture<Object> stage = new CompletableFuture<>();
		this.manager.add(new Awaited(stage));
		this.manager.add(new Completing(stage));
		DrivenRun run = open();
		assertFollowersMayReport(run, run.emit("first", null));
	}

	@Test
	void whatIsChainedToRoomMayWaitForTheRunIfAHandlerMakesIt() throws Exception {
		CompletableFuture<Object> stage = new CompletableFuture<>();
		this.manager.add(new AwaitedToken(stage));
		this.manager.add(new Completing(stage));
		DrivenRun run = open();
		assertFollowersMayReport(run, run.token(CHUNK));
	}

	@Test
	void whatIsChainedToTheEndHoldsUpNobodyElse() throws Exception {
		this.manager.add(new Slow());
		DrivenRun run = open();
		CountDownLatch released = new CountDownLatch(1);
		CompletableFuture<CompletionStage<?>> other = TestFutures.onThread(() -> run.emit("slow", null));
		this.entered.await();
		CompletableFuture<?> chained = run.end(null).thenRun(() -> TestEngine.hang(released)).toCompletableFuture();
		this.left.countDown();
		assertThat(other).succeedsWithin(TestEngine.LONG);
		assertThat(chained).isNotDone();
		released.countDown();
		assertThat(chained).succeedsWithin(TestEngine.LONG);
	}

	/** An inline handler that the first reported event holds up. */
	private final class Slow implements CallbackHandler {

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withInline(true);
		}

		@Override
		public void onCustomEvent(CustomEvent event) {
			LeftStepTests.this.entered.countDown();
			TestEngine.hang(LeftStepTests.this.left);
		}

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			// tokens are wanted
		}

	}

	/** A handler whose first event takes until a stage is complete. */
	private record Awaited(CompletableFuture<?> stage) implements AsyncCallbackHandler {

		@Override
		public CompletionStage<?> onCustomEvent(CustomEvent event) {
			return event.name().equals("first") ? this.stage : CompletableFuture.completedFuture(null);
		}

	}

	/** A handler whose tokens take until a stage is complete, and leave no room. */
	private record AwaitedToken(CompletableFuture<?> stage) implements AsyncCallbackHandler {

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withWindow(1);
		}

		@Override
		public CompletionStage<?> onLlmNewToken(LlmNewToken event) {
			return this.stage;
		}

	}

	/** A handler that completes a stage in the second event. */
	private record Completing(CompletableFuture<Object> stage) implements AsyncCallbackHandler {

		@Override
		public CompletionStage<?> onCustomEvent(CustomEvent event) {
			if (event.name().equals("second")) {
				this.stage.complete(event);
			}
			return CompletableFuture.completedFuture(null);
		}

	}

}

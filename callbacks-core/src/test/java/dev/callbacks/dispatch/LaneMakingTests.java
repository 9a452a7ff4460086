// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.Handler;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lanes are made when there is something for a handler to do.
 */
class LaneMakingTests {

	private static final int ROUNDS = 2_000;

	@Test
	void handlerForWhichThereWasNothingHasNoLane() {
		try (BoundedEngine engine = new BoundedEngine().with(new Tokens(), new AsyncTokens())) {
			DispatchedRun run = openModel(engine);
			assertThat(run.started()).isCompleted();
			assertThat(lanes(run)).isEmpty();
			run.token(ChatChunk.of("x"));
			assertThat(lanes(run)).hasSize(2);
			assertThat(BoundedEngine.ended(run.end(null).toCompletableFuture())).isNull();
		}
	}

	/** The lane is made by the thread that gives it up or by the one with its token. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void handlerThatIsGivenUpWithItsFirstTokenGetsNoneAfterwards(boolean blocking) throws Exception {
		Handler handler = blocking ? new Tokens() : new AsyncTokens();
		try (BoundedEngine engine = new BoundedEngine().with(handler)) {
			HandlerChannel channel = engine.manager.channels.application().all.get(0);
			for (int round = 0; round < ROUNDS; round++) {
				DispatchedRun run = openModel(engine);
				CyclicBarrier start = new CyclicBarrier(2);
				CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
					await(start);
					run.cutOff(channel);
				}, engine.pool);
				await(start);
				run.token(ChatChunk.of("at the same time"));
				other.get(20, TimeUnit.SECONDS);
				run.token(ChatChunk.of("afterwards"));
				assertThat(BoundedEngine.ended(run.end(null).toCompletableFuture())).isNull();
			}
			engine.assertOver();
			assertThat((handler instanceof Tokens tokens) ? tokens.seen : ((AsyncTokens) handler).seen)
				.doesNotContain("afterwards");
			assertThat(engine.accounts.dropped()).isGreaterThanOrEqualTo(ROUNDS);
		}
	}

	private static DispatchedRun openModel(BoundedEngine engine) {
		return (DispatchedRun) engine.manager
			.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "model"));
	}

	private static List<Lane> lanes(DispatchedRun run) {
		List<Lane> lanes = new ArrayList<>();
		run.lanes.lanes.forEach(lanes::add);
		return lanes;
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Tokens implements CallbackHandler {

		final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			this.seen.add(event.token());
		}

	}

	private static final class AsyncTokens implements AsyncCallbackHandler {

		final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

		@Override
		public CompletionStage<?> onLlmNewToken(LlmNewToken event) {
			this.seen.add(event.token());
			return null;
		}

	}

}

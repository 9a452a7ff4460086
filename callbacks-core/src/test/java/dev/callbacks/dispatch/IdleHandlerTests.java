// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.TestFutures;
import dev.callbacks.event.EventType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events that come just when a handler has become idle, and looks a last time.
 */
class IdleHandlerTests {

	private static final int ROUNDS = 3_000;

	/** Ended by whoever finishes the start, while the handlers go idle. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void endThatComesWhenTheStartIsJustFinishedIsDelivered(boolean serialized) {
		HandlerSettings settings = HandlerSettings.none().withSerialized(serialized);
		Recording.Blocking blocking = new Recording.Blocking(settings);
		Recording.Async async = new Recording.Async(settings, (event) -> (event.type() == EventType.CHAIN_START)
				? TestFutures.onThread(() -> "done") : CompletableFuture.completedFuture("done"));
		Recording.Blocking other = new Recording.Blocking();
		try (BoundedEngine engine = new BoundedEngine().with(blocking, async, other)) {
			List<CompletableFuture<?>> ends = new ArrayList<>();
			for (int round = 0; round < ROUNDS; round++) {
				DrivenRun run = engine.open("run");
				ends.add(run.started().thenCompose((started) -> run.end("result")).toCompletableFuture());
				if (ends.size() == 50) {
					ends.forEach((end) -> assertThat(BoundedEngine.ended(end)).isNull());
					ends.clear();
				}
			}
			engine.assertOver();
			BoundedEngine.assertWhole(blocking.events());
			BoundedEngine.assertWhole(async.events());
			assertThat(other.receipts).hasSize(2 * ROUNDS);
		}
	}

	/** Events one by one, each sent when the one before is done. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 8 })
	void eventThatComesWhenTheOneBeforeIsJustFinishedIsDelivered(int handlers) {
		try (BoundedEngine engine = new BoundedEngine()) {
			List<Recording.Blocking> all = new ArrayList<>();
			for (int i = 0; i < handlers; i++) {
				Recording.Blocking handler = new Recording.Blocking();
				all.add(handler);
				engine.with(handler);
			}
			DrivenRun run = engine.open("run");
			CompletableFuture<?> last = run.started().toCompletableFuture();
			assertThat(BoundedEngine.ended(last.thenApply((value) -> value))).isNull();
			for (int i = 0; i < ROUNDS; i++) {
				assertThat(BoundedEngine.ended(run.emit("event", i).toCompletableFuture())).isNull();
			}
			run.end(null);
			engine.assertOver();
			all.forEach((handler) -> assertThat(handler.receipts).hasSize(ROUNDS + 2));
		}
	}

}

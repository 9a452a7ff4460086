// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A run of one manager that is opened below a run of another.
 */
class TwoManagersTests {

	/** A handler of which runs of one manager and of the other wait for a turn. */
	private final Recording.Blocking shared = new Recording.Blocking(HandlerSettings.none().withSerialized(true),
			this::hangIfNamed);

	/** A handler of one manager. */
	private final Recording.Blocking own = new Recording.Blocking(this::hangIfNamed);

	private final CountDownLatch gate = new CountDownLatch(1);

	private void hangIfNamed(CallbackEvent event) {
		if (event.run().name().equals("hung")) {
			TestEngine.hang(this.gate);
		}
	}

	@Test
	void managerThatHasStoppedOpensNoRunBelowThatOfAnother() throws Exception {
		try (TestEngine running = new TestEngine(); TestEngine stopped = new TestEngine()) {
			DrivenRun above = running.manager.open(RunKind.CHAIN, "above", Map.of());
			assertThat(stopped.manager.stop(Duration.ofSeconds(20))).isTrue();
			try (Run.Scope scope = above.scope()) {
				assertThat(scope).isNotNull();
				assertThatThrownBy(() -> stopped.manager.chain("below").call(() -> "called"))
					.isInstanceOf(ManagerStoppedException.class);
			}
			finally {
				above.end(null);
			}
		}
	}

	/**
	 * Opens a run of one manager below a run of the other, which is over then.
	 */
	private DrivenRun openBelow(BoundedEngine above, BoundedEngine engine, String name) {
		DrivenRun root = above.manager
			.open(RunPlan.inputs(Map.of()).as(RunKind.CHAIN, "above").withConfig(RunConfig.handlers(this.shared)));
		assertThat(ended(root.started())).isNull();
		try (Run.Scope scope = root.scope()) {
			assertThat(scope).isNotNull();
			return engine.open(name);
		}
		finally {
			root.end(null);
		}
	}

	@Test
	void stopDropsWhatWaitsForAHandlerOfAnotherManager() {
		try (BoundedEngine one = new BoundedEngine(); BoundedEngine other = new BoundedEngine()) {
			DrivenRun waiting = openBelow(one, other, "waiting");
			assertThat(ended(waiting.started())).isNull();
			DrivenRun hung = openBelow(one, one, "hung");
			BoundedEngine.until("the handler hangs", () -> !this.shared.events(hung.info().id()).isEmpty());
			assertThat(other.manager.stop(Duration.ZERO)).isFalse();
			assertThat(other.isIdle()).isTrue();
			assertThat(ended(waiting.finished())).isInstanceOf(CompletionException.class);
			this.gate.countDown();
			hung.end(null);
			assertThat(one.isIdle()).isTrue();
			assertThat(this.shared.events(waiting.info().id())).hasSize(1);
			assertThat(one.accounts.finished() + one.accounts.dropped()).isEqualTo(one.accounts.accepted());
		}
	}

	@Test
	void stopDropsNothingOfAnotherManager() {
		try (BoundedEngine one = new BoundedEngine().with(this.own); BoundedEngine other = new BoundedEngine()) {
			DrivenRun waiting = openBelow(one, other, "waiting");
			assertThat(ended(waiting.started())).isNull();
			DrivenRun hung = openBelow(one, other, "hung");
			BoundedEngine.until("the handler hangs", () -> !this.shared.events(hung.info().id()).isEmpty());
			waiting.emit("event", null);
			one.open("hung");
			assertThat(one.manager.stop(Duration.ZERO)).isFalse();
			assertThat(one.isIdle()).isTrue();
			this.gate.countDown();
			hung.end(null);
			waiting.end(null);
			assertThat(other.isIdle()).isTrue();
			assertThat(this.shared.events(waiting.info().id())).hasSize(3);
		}
	}

	private static Throwable ended(CompletionStage<?> stage) {
		return BoundedEngine.ended(stage.thenApply((value) -> value).toCompletableFuture());
	}

}

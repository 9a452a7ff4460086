// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A run that ends early while its body waits for handlers on the thread of the caller.
 */
class EarlyEndInABodyTests {

	private final CompletableFuture<Object> stage = new CompletableFuture<>();

	private final CompletableFuture<Run> waiting = new CompletableFuture<>();

	private final CompletableFuture<Thread> caller = new CompletableFuture<>();

	private final CompletableFuture<Object> ending = new CompletableFuture<>();

	private final TestEngine engine = new TestEngine().with(new Waiting());

	/** Waits for the stage at each report. */
	private final class Waiting implements AsyncCallbackHandler, RunEndListener {

		@Override
		public CompletionStage<?> onCustomEvent(CustomEvent event) {
			return EarlyEndInABodyTests.this.stage;
		}

		@Override
		public void ending(RunInfo run, Throwable error) {
			EarlyEndInABodyTests.this.ending.complete(error);
		}

		@Override
		public void closed(RunInfo run, @Nullable Throwable error) {
		}

	}

	@AfterEach
	void close() throws Exception {
		this.engine.close();
	}

	/**
	 * Reports, and waits for the handler.
	 */
	private void report() {
		this.caller.complete(Thread.currentThread());
		this.waiting.complete(Run.current());
		Run.current().emit("progress", null);
	}

	/**
	 * Cancels the run while its body waits for the handler.
	 */
	private void cancelMeanwhile() throws Exception {
		Run run = this.waiting.get(20, TimeUnit.SECONDS);
		Thread thread = this.caller.get();
		Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
		run.cancel();
		goOn();
	}

	/**
	 * Lets the handler finish when the body was interrupted.
	 */
	private void goOn() throws Exception {
		this.ending.get(20, TimeUnit.SECONDS);
		Thread thread = this.caller.get();
		Awaitility.await().until(() -> !thread.isInterrupted());
		this.stage.complete("done");
	}

	@Test
	void interruptOfABodyThatReportsDoesNotReachItsCaller() throws Exception {
		CompletableFuture<Boolean> interrupted = TestFutures.onThread(() -> {
			assertThatThrownBy(() -> this.engine.manager.chain("chain").run(this::report))
				.isInstanceOf(RunCancelledException.class);
			return Thread.interrupted();
		});
		cancelMeanwhile();
		assertThat(interrupted.get(20, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void bodyFindsItsInterruptWhenItHasReported() throws Exception {
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		CompletableFuture<Object> call = TestFutures.onThread(() -> this.engine.manager.chain("chain").call(() -> {
			report();
			interrupted.complete(Thread.currentThread().isInterrupted());
			return "output";
		}));
		cancelMeanwhile();
		assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
		assertThat(call).failsWithin(TestEngine.LONG);
	}

	@Test
	void partThatTimesOutWhileItReportsIsReplaced() throws Exception {
		Steps steps = new Steps(this.engine.manager);
		Step<String, String> part = steps.<String, String>lambda("part", (input) -> {
			report();
			return input;
		}).with(RunConfig.empty().timeout(Duration.ofSeconds(1)));
		Step<String, String> other = steps.lambda("other", (input) -> "other");
		CompletableFuture<String> call = TestFutures.onThread(() -> part.withFallbacks(other).call("input"));
		goOn();
		assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("other");
	}

}

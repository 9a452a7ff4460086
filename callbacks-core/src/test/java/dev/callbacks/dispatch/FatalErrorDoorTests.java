// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.TestFutures;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A fatal error of foreign code reaches the caller that it came from, and no later one of
 * the same thread (G16).
 */
class FatalErrorDoorTests {

	private static final OutOfMemoryError FATAL = new OutOfMemoryError("foreign");

	/**
	 * A way in which a driver ends a run.
	 */
	enum Ending {

		CANCEL((run) -> run.cancel(EndReason.CANCELLED)),

		ERROR((run) -> run.error(new IllegalStateException("failed"), EndReason.FAILED));

		private final Consumer<DrivenRun> call;

		Ending(Consumer<DrivenRun> call) {
			this.call = call;
		}

	}

	@ParameterizedTest
	@EnumSource
	void errorOfARunBelowReachesWhoEndsTheRunAbove(Ending ending) {
		CompletableFuture<Object> stage = new CompletableFuture<>();
		Recording.Async busy = new Recording.Async((event) -> (event instanceof CustomEvent) ? stage : null);
		try (BoundedEngine engine = new BoundedEngine().with(busy)) {
			DrivenRun above = engine.open("above");
			Run below;
			try (Run.Scope scope = above.scope()) {
				assertThat(scope).isNotNull();
				below = engine.manager.open(RunPlan.inputs(Map.of()).withOnAbort((error) -> {
					throw FATAL;
				}).as(RunKind.CHAIN, "below"));
			}
			below.emit("busy", null);
			CompletableFuture<Object> caller = TestFutures.onThread(() -> {
				Throwable thrown = thrownBy(() -> ending.call.accept(above));
				assertThat(thrownBy(() -> engine.manager.register(List.of()))).isNull();
				return thrown;
			});
			assertThat(BoundedEngine.ended(caller)).isNull();
			assertThat(caller.join()).isSameAs(FATAL);
			stage.complete("done");
			engine.assertOver();
			engine.assertNextRunWorks();
		}
	}

	@Test
	void errorOfAnEndThatWaitedForRunsBelowReachesItsThread() {
		CompletableFuture<Object> stage = new CompletableFuture<>();
		Recording.Async busy = new Recording.Async((event) -> (event instanceof CustomEvent) ? stage : null);
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		try (BoundedEngine engine = new BoundedEngine(4, (builder) -> builder.work((task) -> new Thread(() -> {
			try {
				task.run();
			}
			catch (Throwable ex) {
				thrown.complete(ex);
			}
		}).start())).with(busy, new FailingAtTheEnd("above"))) {
			DrivenRun above = engine.open("above");
			Run below;
			try (Run.Scope scope = above.scope()) {
				assertThat(scope).isNotNull();
				below = engine.open("below");
			}
			below.emit("busy", null);
			above.cancel(EndReason.CANCELLED);
			stage.complete("done");
			assertThat(thrown).succeedsWithin(BoundedEngine.BOUND).isSameAs(FATAL);
			engine.assertOver();
			engine.assertNextRunWorks();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void errorBehindAStageIsNotLeftWithItsThread(boolean terminal) {
		CompletableFuture<Object> stage = new CompletableFuture<>();
		Recording.Async slow = new Recording.Async((event) -> (event instanceof StartEvent != terminal) ? stage : null);
		Failing listener = new Failing();
		try (BoundedEngine engine = new BoundedEngine(4, (builder) -> builder.listener(listener)).with(slow)) {
			DrivenRun run = engine.open("run");
			if (terminal) {
				run.end(null);
			}
			CompletableFuture<Object> next = TestFutures.onThread(() -> {
				listener.victim = Thread.currentThread();
				stage.complete("done");
				engine.manager.register(List.of());
				return "done";
			});
			assertThat(BoundedEngine.ended(next)).isNull();
			run.end(null);
			assertThat(engine.isIdle()).isTrue();
		}
	}

	@Test
	void errorReachesNoRunThatTheNextHandlerOpensOnItsThread() {
		AtomicReference<BoundedEngine> engines = new AtomicReference<>();
		AtomicReference<Throwable> seen = new AtomicReference<>();
		Recording.Async failing = new Recording.Async((event) -> {
			if (event.run().name().equals("above")) {
				throw FATAL;
			}
			return null;
		});
		Recording.Async calling = new Recording.Async((event) -> {
			seen.compareAndSet(null, thrownBy(() -> engines.get().manager.chain("own").run(() -> {
			})));
			return null;
		});
		try (BoundedEngine engine = new BoundedEngine().with(failing, calling)) {
			engines.set(engine);
			CompletableFuture<Object> call = TestFutures
				.onThread(() -> engine.manager.chain("above").call(() -> "output"));
			assertThat(BoundedEngine.ended(call)).isSameAs(FATAL);
			assertThat(calling.names()).containsExactly("ChainStart", "ChainError");
			assertThat(seen).hasNullValue();
			assertThat(failing.names()).containsSequence("ChainStart", "ChainStart", "ChainEnd");
			engine.assertOver();
		}
	}

	private static Throwable thrownBy(Runnable call) {
		try {
			call.run();
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	/**
	 * An inline handler that fails at the error of one run.
	 */
	private record FailingAtTheEnd(String name) implements CallbackHandler {

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withInline(true);
		}

		@Override
		public void onChainError(ChainError event) {
			if (event.run().name().equals(this.name)) {
				throw FATAL;
			}
		}

	}

	/**
	 * A listener that fails when a handler is done on one thread.
	 */
	private static final class Failing implements DispatchListener {

		private volatile Thread victim;

		@Override
		public HandlerListener handler(HandlerDescriptor handler) {
			return new HandlerListener() {

				@Override
				public void finished(EventType type, Outcome outcome, long count, long nanos) {
					if (Thread.currentThread() == Failing.this.victim) {
						throw FATAL;
					}
				}

			};
		}

	}

}

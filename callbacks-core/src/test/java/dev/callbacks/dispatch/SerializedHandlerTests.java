// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A serialized handler is never entered twice at once, whatever comes back late, and
 * wherever it is named meanwhile (G2, B68).
 */
class SerializedHandlerTests {

	private static final HandlerSettings SERIALIZED = HandlerSettings.none().withSerialized(true);

	/** Completed when the handler is entered a second time. */
	private final CompletableFuture<String> overlap = new CompletableFuture<>();

	private final AtomicInteger inside = new AtomicInteger();

	private final CountDownLatch gate = new CountDownLatch(1);

	/**
	 * Stays inside for a while, so that another thread that may come in does.
	 */
	private void enter(CallbackEvent event, long millis) {
		if (this.inside.incrementAndGet() > 1) {
			this.overlap.complete("entered twice, the second time with " + event);
		}
		try {
			this.overlap.get(millis, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			// nobody came
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			this.inside.decrementAndGet();
		}
	}

	private static void done(CompletionStage<?> stage) {
		assertThat(BoundedEngine.ended(stage.toCompletableFuture().thenApply((value) -> value))).isNull();
	}

	@Test
	void eventsBehindAStageAreForTheCallbackExecutor() {
		CompletableFuture<Object> first = new CompletableFuture<>();
		Recording.Async handler = new Recording.Async(SERIALIZED,
				(event) -> (event.type() == EventType.CUSTOM_EVENT) ? first : null);
		try (BoundedEngine engine = new BoundedEngine()) {
			DrivenRun run = engine.with(handler).open("chain");
			done(run.started());
			run.emit("first", null);
			CompletionStage<?> finished = run.end(null);
			BoundedEngine.until("the handler waits for its stage", () -> handler.receipts.size() == 2);
			first.complete(run);
			done(finished);
			assertThat(handler.receipts).extracting((receipt) -> receipt.thread().getName())
				.hasSize(3)
				.allMatch((thread) -> thread.startsWith("bounded-"));
		}
	}

	/** The return of an invocation that was given up. */
	enum Return {

		NOTHING, FINISHED_STAGE, PENDING_STAGE, STAGE_THAT_FINISHES_LATER, FAILED_STAGE, EXCEPTION, ERROR;

		@Nullable CompletionStage<?> now(CompletableFuture<Object> later) {
			return switch (this) {
				case NOTHING -> null;
				case FINISHED_STAGE -> CompletableFuture.completedFuture("done");
				case PENDING_STAGE -> new CompletableFuture<>();
				case STAGE_THAT_FINISHES_LATER -> later;
				case FAILED_STAGE -> CompletableFuture.failedFuture(new IllegalStateException("late"));
				case EXCEPTION -> throw new IllegalStateException("late");
				case ERROR -> throw new LinkageError("late");
			};
		}

	}

	@ParameterizedTest
	@EnumSource
	void lateReturnGivesNobodyASecondPlace(Return way) {
		CompletableFuture<Object> later = new CompletableFuture<>();
		CountDownLatch returned = new CountDownLatch(1);
		// it does not want the end, which comes all the same to a handler that is behind
		HandlerSettings settings = SERIALIZED.withTimeout(Duration.ofMillis(100))
			.withInterest(Set.of(EventType.CHAIN_START, EventType.CUSTOM_EVENT));
		Recording.Async handler = new Recording.Async(settings, (event) -> {
			if (event.type() == EventType.CUSTOM_EVENT) {
				TestEngine.hang(this.gate);
				returned.countDown();
				return way.now(later);
			}
			if (event.run().name().equals("after")) {
				enter(event, 3);
			}
			return null;
		});
		Recording.Blocking other = new Recording.Blocking();
		try (BoundedEngine engine = new BoundedEngine(8, (builder) -> builder).with(handler, other)) {
			DrivenRun run = engine.open("late");
			done(run.started());
			done(run.emit("hang", null));
			this.gate.countDown();
			BoundedEngine.until("the invocation comes back", () -> returned.getCount() == 0);
			done(run.emit("after", null));
			done(run.end(null));
			later.complete("done");
			BoundedEngine.until("the handler works again", () -> {
				done(engine.open("probe").end(null));
				return handler.events().stream().anyMatch((event) -> event.run().name().equals("probe"));
			});
			List<DrivenRun> runs = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				runs.add(engine.open("after"));
			}
			runs.forEach((one) -> done(one.end(null)));
			engine.assertOver();
			assertThat(this.overlap).isNotDone();
		}
		finally {
			this.gate.countDown();
		}
	}

	/** The change of a handler while a run has it. */
	enum Change {

		ADDED {
			@Override
			void make(BoundedEngine engine, Handler handler) {
				engine.manager.add(handler);
			}
		},

		ADDED_AND_REMOVED {
			@Override
			void make(BoundedEngine engine, Handler handler) {
				engine.manager.add(handler);
				engine.manager.remove(handler);
			}
		},

		ADDED_REMOVED_AND_ADDED {
			@Override
			void make(BoundedEngine engine, Handler handler) {
				engine.manager.add(handler);
				engine.manager.remove(handler);
				engine.manager.add(handler);
			}
		};

		abstract void make(BoundedEngine engine, Handler handler);

	}

	@ParameterizedTest
	@EnumSource
	void handlerThatIsAddedWhileACallNamesItIsTheSame(Change change) {
		Recording.Blocking handler = slowAtStarts();
		try (BoundedEngine engine = new BoundedEngine(8, (builder) -> builder)) {
			DrivenRun first = named(engine, handler);
			BoundedEngine.until("the handler works", () -> !handler.receipts.isEmpty());
			change.make(engine, handler);
			DrivenRun second = named(engine, handler);
			DrivenRun third = engine.open("run");
			assertThatAllEndWithoutOverlap(engine, handler, first, second, third);
		}
	}

	@ParameterizedTest
	@EnumSource
	void handlerThatIsRemovedAndNamedWhileARunHasItIsTheSame(Change change) {
		Recording.Blocking handler = slowAtStarts();
		try (BoundedEngine engine = new BoundedEngine(8, (builder) -> builder).with(handler)) {
			DrivenRun first = engine.open("run");
			BoundedEngine.until("the handler works", () -> !handler.receipts.isEmpty());
			engine.manager.remove(handler);
			DrivenRun second = named(engine, handler);
			change.make(engine, handler);
			DrivenRun third = engine.open("run");
			assertThatAllEndWithoutOverlap(engine, handler, first, second, third);
		}
	}

	private Recording.Blocking slowAtStarts() {
		return new Recording.Blocking(SERIALIZED, (event) -> {
			if (event.type() == EventType.CHAIN_START) {
				enter(event, 200);
			}
		});
	}

	private void assertThatAllEndWithoutOverlap(BoundedEngine engine, Recording.Blocking handler, DrivenRun... runs) {
		for (DrivenRun run : runs) {
			run.end(null);
			done(run.finished());
		}
		engine.assertOver();
		assertThat(this.overlap).isNotDone();
		BoundedEngine.assertWhole(handler.events());
	}

	private static DrivenRun named(BoundedEngine engine, Handler handler) {
		return engine.manager
			.open(RunPlan.inputs(Map.of()).withConfig(RunConfig.handlers(handler)).as(RunKind.CHAIN, "run"));
	}

}

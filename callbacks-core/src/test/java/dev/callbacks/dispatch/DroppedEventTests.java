// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.RunKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events that a handler does not get, since all its threads are stuck: they are dropped
 * or handled, never both, and what comes later is delivered (G4, G6, G7).
 */
class DroppedEventTests {

	private static final HandlerSettings IMPATIENT = HandlerSettings.none()
		.withTimeout(Duration.ofMillis(300))
		.withConcurrency(1);

	private final CountDownLatch gate = new CountDownLatch(1);

	/** Hangs in the start of a run of that name. */
	private final Recording.Blocking hanging = new Recording.Blocking(IMPATIENT, (event) -> {
		if (event.run().name().equals("hung")) {
			TestEngine.hang(this.gate);
		}
	});

	private List<String> seen(String run) {
		return this.hanging.events()
			.stream()
			.filter((event) -> event.run().name().equals(run))
			.map(DroppedEventTests::nameOf)
			.toList();
	}

	private static String nameOf(CallbackEvent event) {
		return (event instanceof CustomEvent custom) ? custom.name() : event.type().name();
	}

	private static void done(CompletionStage<?> stage) {
		assertThat(BoundedEngine.ended(stage.toCompletableFuture().thenApply((value) -> value))).isNull();
	}

	private void getStuck(BoundedEngine engine) {
		DrivenRun hung = engine.open("hung");
		done(hung.started());
		done(hung.end(null));
		assertThat(engine.accounts.finished("CHAIN_START", "TIMEOUT")).isEqualTo(1);
	}

	private void getUnstuck(BoundedEngine engine) {
		this.gate.countDown();
		BoundedEngine.until("the handler works again", () -> {
			DrivenRun probe = engine.open("probe");
			done(probe.end(null));
			return !seen("probe").isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5 })
	void whatComesAfterADroppedEventIsDelivered(int dropped) {
		Recording.Blocking other = new Recording.Blocking();
		try (BoundedEngine engine = new BoundedEngine(2, UnaryOperator.identity()).with(this.hanging, other)) {
			DrivenRun run = engine.open("victim");
			done(run.started());
			getStuck(engine);
			for (int i = 0; i < dropped; i++) {
				done(run.emit("dropped", i));
			}
			assertThat(seen("victim")).containsExactly("CHAIN_START");
			getUnstuck(engine);
			done(run.emit("later", null));
			assertThat(seen("victim")).containsExactly("CHAIN_START", "later");
			done(run.end("result"));
			assertThat(seen("victim")).containsExactly("CHAIN_START", "later", "CHAIN_END");
			assertThat(other.events()).filteredOn((event) -> event.run().name().equals("victim")).hasSize(dropped + 3);
			engine.assertOver();
		}
	}

	@Test
	void runWhoseStartWasDroppedIsNotDeliveredWithoutIt() {
		try (BoundedEngine engine = new BoundedEngine(2, UnaryOperator.identity()).with(this.hanging)) {
			getStuck(engine);
			DrivenRun run = engine.open("victim");
			done(run.started());
			getUnstuck(engine);
			done(run.emit("later", null));
			DrivenRun below;
			try (Run.Scope scope = run.scope()) {
				assertThat(scope).isNotNull();
				below = engine.open("below");
			}
			done(below.end(null));
			done(run.end("result"));
			assertThat(seen("victim")).isEmpty();
			assertThat(seen("below")).containsExactly("CHAIN_START", "CHAIN_END");
			engine.assertOver();
		}
	}

	@Test
	void terminalEventIsDeliveredThoughOneBeforeItWasDropped() {
		try (BoundedEngine engine = new BoundedEngine(2, UnaryOperator.identity()).with(this.hanging)) {
			DrivenRun run = engine.open("victim");
			done(run.started());
			getStuck(engine);
			done(run.emit("dropped", null));
			getUnstuck(engine);
			done(run.end("result"));
			assertThat(seen("victim")).containsExactly("CHAIN_START", "CHAIN_END");
			engine.assertOver();
		}
	}

	/**
	 * The handler is behind in the second run when an event is dropped there, and comes
	 * to it when it works again. The threads come when the test lets them.
	 */
	@Test
	void droppedEventIsNotHandledInPlaceOfALaterOne() {
		CountDownLatch otherGate = new CountDownLatch(1);
		Recording.Blocking other = new Recording.Blocking((event) -> TestEngine.hang(otherGate));
		Queue<Runnable> held = new ConcurrentLinkedQueue<>();
		try (BoundedEngine engine = new BoundedEngine(4, (builder) -> builder.executor(held::add, 4))) {
			DrivenRun victim = open(engine, "victim", this.hanging);
			BoundedEngine.until("the start is handled", () -> letWork(engine, held, seen("victim").size() == 1));
			done(victim.started());
			DrivenRun hung = open(engine, "hung", this.hanging);
			BoundedEngine.until("the handler hangs", () -> letWork(engine, held, !seen("hung").isEmpty()));
			// waits for a thread before the second run does
			DrivenRun before = open(engine, "before", other);
			victim.emit("first", null);
			BoundedEngine.until("the handler is stuck", () -> engine.accounts.finished("CHAIN_START", "TIMEOUT") == 1);
			victim.emit("second", null);
			this.gate.countDown();
			long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
			BoundedEngine.until("the thread that came back works on", () -> {
				boolean late = System.nanoTime() > patience;
				return letWork(engine, late ? held : new ConcurrentLinkedQueue<>(), !other.receipts.isEmpty());
			});
			victim.emit("third", null);
			victim.end("result");
			hung.end(null);
			before.end(null);
			otherGate.countDown();
			BoundedEngine.until("every run is over", () -> letWork(engine, held, engine.manager.openRuns() == 0));
			List<String> seen = seen("victim");
			assertThat(seen).startsWith("CHAIN_START")
				.doesNotHaveDuplicates()
				.isSubsetOf("CHAIN_START", "first", "second", "third", "CHAIN_END");
			assertThat(seen).as("what came when it worked again").endsWith("third", "CHAIN_END");
			engine.assertOver();
		}
	}

	private static DrivenRun open(BoundedEngine engine, String name, Recording.Blocking handler) {
		return engine.manager
			.open(RunPlan.inputs(Map.of()).withConfig(RunConfig.handlers(handler)).as(RunKind.CHAIN, name));
	}

	private static boolean letWork(BoundedEngine engine, Queue<Runnable> held, boolean done) {
		Runnable worker = done ? null : held.poll();
		if (worker != null) {
			engine.pool.execute(worker);
		}
		return done;
	}

}

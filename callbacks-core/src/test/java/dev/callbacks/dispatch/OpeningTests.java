// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunStateException;
import dev.callbacks.TestFutures;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.DispatchListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for the time between the call that opens a run and its start (G1, G2, G6).
 */
class OpeningTests {

	private final Recording.Blocking handler = new Recording.Blocking();

	private static DrivenRun openBelow(BoundedEngine engine, Run parent, RunPlan spec) {
		try (Run.Scope scope = parent.scope()) {
			assertThat(scope).isNotNull();
			return engine.manager.open(spec.as(RunKind.CHAIN, "child"));
		}
	}

	private ErrorEvent error(String run) {
		return (ErrorEvent) this.handler.events()
			.stream()
			.filter((event) -> event.run().name().equals(run) && event instanceof ErrorEvent)
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Does something once, when a run of that name was opened.
	 */
	private static DispatchListener whenOpened(String name, Runnable action) {
		AtomicBoolean done = new AtomicBoolean();
		return new DispatchListener() {

			@Override
			public void opened(RunInfo run) {
				if (run.name().equals(name) && done.compareAndSet(false, true)) {
					action.run();
				}
			}

		};
	}

	@Test
	void failureThatIsRaisedWhileTheEndOfTheStartIsToldEndsTheRun() {
		CompletableFuture<Object> startIsHandled = new CompletableFuture<>();
		AtomicReference<@Nullable DrivenRun> run = new AtomicReference<>();
		Recording.Async raising = new Recording.Async(HandlerSettings.none().withRaiseError(true),
				(event) -> (event instanceof StartEvent) ? startIsHandled
						: CompletableFuture.failedFuture(new IllegalStateException(event.type().name())));
		DispatchListener tokenAtOnce = new DispatchListener() {

			@Override
			public void started(RunInfo info) {
				run.get().token(ChatChunk.of("a"));
			}

		};
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder.listener(tokenAtOnce)).with(raising)) {
			run.set(engine.manager
				.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "model")));
			startIsHandled.complete(run);
			assertThat(BoundedEngine.ended(run.get().finished().toCompletableFuture()))
				.hasMessage(EventType.LLM_NEW_TOKEN.name());
			engine.assertOver();
		}
	}

	@Test
	void startOfARunThatEndsBeforeItIsFinishedFails() {
		CompletableFuture<Object> stage = new CompletableFuture<>();
		Recording.Async slow = new Recording.Async((event) -> (event instanceof StartEvent) ? stage : null);
		try (BoundedEngine engine = new BoundedEngine().with(slow)) {
			DrivenRun run = engine.open("run");
			run.end("output");
			assertThat(BoundedEngine.ended(run.started().toCompletableFuture())).isInstanceOf(RunStateException.class);
			stage.complete("done");
			assertThat(BoundedEngine.ended(run.finished().toCompletableFuture())).isNull();
			engine.assertOver();
		}
	}

	@Test
	void nobodyElseCompletesWhatTellsOfARun() {
		CompletableFuture<Object> stage = new CompletableFuture<>();
		Recording.Async slow = new Recording.Async((event) -> stage);
		try (BoundedEngine engine = new BoundedEngine().with(slow)) {
			DrivenRun run = engine.open("run");
			run.started().toCompletableFuture().complete(null);
			assertThat(run.started().toCompletableFuture()).isNotDone();
			run.end("output");
			run.finished().toCompletableFuture().cancel(true);
			CompletableFuture<?> told = run.finished().toCompletableFuture();
			assertThat(told).isNotDone();
			stage.complete("done");
			assertThat(BoundedEngine.ended(told)).isNull();
			assertThat(told.join()).isEqualTo("output");
			engine.assertOver();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void errorOfARunWhoseParentIsCancelledWhileItIsOpenedComesAfterItsStart(boolean foreignThread) {
		AtomicReference<@Nullable DrivenRun> parent = new AtomicReference<>();
		Runnable cancel = () -> {
			DrivenRun run = parent.get();
			if (foreignThread) {
				BoundedEngine.ended(TestFutures.onThread(run::cancel));
			}
			else {
				run.cancel();
			}
		};
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder.listener(whenOpened("child", cancel)))
			.with(this.handler)) {
			parent.set(engine.open("parent"));
			DrivenRun child = openBelow(engine, parent.get(), RunPlan.inputs(Map.of()));
			assertThat(BoundedEngine.ended(child.finished().toCompletableFuture())).isNotNull();
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			assertThat(error("child").reason()).isEqualTo(EndReason.CANCELLED);
			assertThat(child.started().toCompletableFuture()).isCompletedExceptionally();
		}
	}

	@Test
	void errorOfARunWhoseParentIsCancelledWhileItsStartIsMadeComesAfterItsStart() {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			DrivenRun parent = engine.open("parent");
			RunPlan.Start start = RunPlan.inputs(Map.of()).start();
			DrivenRun child = openBelow(engine, parent, RunPlan.of(RunKind.CHAIN, "run", (run, sequence) -> {
				parent.cancel();
				return start.create(run, sequence);
			}));
			assertThat(BoundedEngine.ended(child.finished().toCompletableFuture())).isNotNull();
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
		}
	}

	@Test
	void errorOfARunThatIsEndedByAnyoneWhileItIsOpenedComesAfterItsStart() throws Exception {
		List<Consumer<DrivenRun>> endings = List.of(Run::cancel,
				(run) -> run.error(new IllegalStateException("parent")), (run) -> run.cancel(EndReason.TIMED_OUT));
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder).with(this.handler)) {
			for (int round = 0; round < 200; round++) {
				Consumer<DrivenRun> ending = endings.get(round % endings.size());
				DrivenRun parent = engine.open("parent");
				CyclicBarrier meeting = new CyclicBarrier(2);
				CompletableFuture<Object> ended = TestFutures.onThread(() -> {
					meeting.await();
					ending.accept(parent);
					return "ended";
				});
				meeting.await();
				for (int i = 0; i < 5; i++) {
					openBelow(engine, parent, RunPlan.inputs(Map.of()));
				}
				assertThat(BoundedEngine.ended(ended)).isNull();
			}
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 50 })
	void runThatIsOpenedWhileTheManagerStopsIsEndedOrRefused(int millis) {
		AtomicReference<@Nullable BoundedEngine> stopped = new AtomicReference<>();
		Runnable stop = () -> stopped.get().manager.stop(Duration.ofMillis(millis));
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder.listener(whenOpened("late", stop)))
			.with(this.handler)) {
			stopped.set(engine);
			assertRefusedOrShutDown(engine, null, RunPlan.inputs(Map.of()));
		}
	}

	/**
	 * Opening a run asks the handlers that it names for their settings.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 0, 50 })
	void runIsNotOpenedOnceTheManagerHasStoppedThoughItWasAskedForBefore(int millis) {
		AtomicReference<@Nullable BoundedEngine> stopped = new AtomicReference<>();
		AtomicReference<@Nullable Boolean> idle = new AtomicReference<>();
		Recording.Blocking named = new Recording.Blocking() {

			@Override
			public HandlerSettings settings() {
				if (idle.get() == null) {
					idle.set(stopped.get().manager.stop(Duration.ofMillis(millis)));
				}
				return HandlerSettings.none();
			}

		};
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			stopped.set(engine);
			assertRefusedOrShutDown(engine, idle, RunPlan.inputs(Map.of()).withConfig(RunConfig.handlers(named)));
			BoundedEngine.assertWhole(named.events());
		}
	}

	private void assertRefusedOrShutDown(BoundedEngine engine, @Nullable AtomicReference<@Nullable Boolean> idle,
			RunPlan spec) {
		try {
			DrivenRun late = engine.manager.open(spec.as(RunKind.CHAIN, "late"));
			assertThat(idle == null || !Boolean.TRUE.equals(idle.get()))
				.as("a run was opened after the manager had said that all is over")
				.isTrue();
			assertThat(BoundedEngine.ended(late.finished().toCompletableFuture())).isNotNull();
		}
		catch (ManagerStoppedException ex) {
			assertThat(this.handler.receipts).isEmpty();
		}
		assertThat(engine.manager.openRuns()).isZero();
		engine.assertOver();
		BoundedEngine.assertWhole(this.handler.events());
		engine.manager.start();
		engine.assertNextRunWorks();
	}

	@Test
	void noRunIsOpenedAfterAStopThatFoundAllOver() throws Exception {
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder).with(this.handler)) {
			for (int round = 0; round < 200; round++) {
				CyclicBarrier meeting = new CyclicBarrier(2);
				CompletableFuture<Boolean> opener = TestFutures.onThread(() -> {
					meeting.await();
					while (true) {
						try {
							engine.open("run").end(null);
						}
						catch (ManagerStoppedException ex) {
							return true;
						}
					}
				});
				meeting.await();
				boolean idle = engine.manager.stop(BoundedEngine.BOUND);
				long opened = engine.accounts.opened.get();
				assertThat(BoundedEngine.ended(opener)).isNull();
				assertThat(idle).isTrue();
				assertThat(engine.accounts.opened.get()).as("runs opened when the stop had come to its end")
					.isEqualTo(opened);
				engine.manager.start();
			}
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
		}
	}

	enum Fault {

		RUNTIME, ERROR;

		Throwable make() {
			return (this == RUNTIME) ? new IllegalStateException("start") : new LinkageError("start");
		}

	}

	@ParameterizedTest
	@EnumSource
	void runWhoseStartCannotBeMadeIsRefusedAndLeavesNothing(Fault fault) {
		AtomicInteger aborted = new AtomicInteger();
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			DrivenRun parent = engine.open("parent");
			assertThat(BoundedEngine.ended(parent.started().toCompletableFuture().thenApply((run) -> run))).isNull();
			RunPlan spec = RunPlan.of(RunKind.CHAIN, "run", (run, sequence) -> {
				throw OpeningTests.<RuntimeException>sneaky(fault.make());
			})
				.withConfig(RunConfig.empty().timeout(Duration.ofMillis(50)))
				.withOnAbort((error) -> aborted.incrementAndGet());
			assertThatThrownBy(() -> openBelow(engine, parent, spec)).hasMessage("start");
			assertThat(engine.manager.openRuns()).isEqualTo(1);
			// is due after the other, if that is still armed
			CompletableFuture<Object> later = engine.manager.chain("later")
				.with(RunConfig.empty().detached().timeout(Duration.ofMillis(100)))
				.callAsync(CompletableFuture::new);
			assertThat(BoundedEngine.ended(later)).isNotNull();
			assertThat(aborted).hasValue(0);
			parent.end(null);
			engine.assertOver();
			assertThat(this.handler.events()).extracting((event) -> event.run().name()).doesNotContain("child");
			BoundedEngine.assertWhole(this.handler.events());
			assertThat(engine.accounts.opened.get()).isEqualTo(engine.accounts.outcomes.size());
			engine.assertNextRunWorks();
		}
	}

	@Test
	void timeoutOfARunWhoseStartCannotBeMadeKeepsNothing() {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			WeakReference<Object> kept = openInVain(engine);
			BoundedEngine.untilCollected(List.of(kept));
			engine.assertOver();
		}
	}

	private static WeakReference<Object> openInVain(BoundedEngine engine) {
		List<Object> big = new ArrayList<>();
		RunPlan spec = RunPlan.of(RunKind.CHAIN, "run", (run, sequence) -> {
			throw new IllegalStateException("start");
		}).withConfig(RunConfig.empty().timeout(Duration.ofHours(1))).withOnAbort(big::add);
		assertThatThrownBy(() -> engine.manager.open(spec.as(RunKind.CHAIN, "child"))).hasMessage("start");
		return new WeakReference<>(big);
	}

	@SuppressWarnings("unchecked")
	private static <X extends Throwable> X sneaky(Throwable failure) throws X {
		throw (X) failure;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.event.ChainStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Executors that throw: no event is lost, every future ends, and threads come again (G6,
 * G16).
 */
class ExecutorFaultTests {

	enum Fault {

		REJECTED, RUNTIME, LINKAGE, MEMORY;

		void raise() {
			throw Hostile.<RuntimeException>sneaky(switch (this) {
				case REJECTED -> new RejectedExecutionException("executor");
				case RUNTIME -> new IllegalStateException("executor");
				case LINKAGE -> new LinkageError("executor");
				case MEMORY -> new OutOfMemoryError("executor");
			});
		}

	}

	private final Recording.Blocking handler = new Recording.Blocking();

	private final Recording.Blocking other = new Recording.Blocking();

	private BoundedEngine[] holder = new BoundedEngine[1];

	private void assertCallsWork(Fault fault, CallWay... ways) {
		BoundedEngine engine = this.holder[0];
		engine.with(this.handler, this.other);
		for (CallWay way : ways) {
			Throwable failure = BoundedEngine.ended(way.ask(engine.model("a", "b")));
			if (fault != Fault.MEMORY) {
				assertThat(failure).isNull();
			}
		}
		engine.assertOver();
		BoundedEngine.assertWhole(this.handler.events());
		assertThat(this.other.names()).isEqualTo(this.handler.names());
		engine.assertNextRunWorks();
	}

	private BoundedEngine engine(Executor executor) {
		this.holder[0] = new BoundedEngine(2, (builder) -> builder.executor(executor, 2));
		return this.holder[0];
	}

	@ParameterizedTest
	@EnumSource
	void executorThatThrowsOnceGetsItsWorkersAllTheSame(Fault fault) {
		AtomicBoolean thrown = new AtomicBoolean();
		try (BoundedEngine engine = engine((task) -> {
			if (thrown.compareAndSet(false, true)) {
				fault.raise();
			}
			this.holder[0].pool.execute(task);
		})) {
			assertThat(engine).isNotNull();
			assertCallsWork(fault, CallWay.values());
		}
	}

	/**
	 * As many times as there are workers: none may be counted that never came.
	 */
	@ParameterizedTest
	@EnumSource
	void executorThatThrowsEverySecondTimeGetsItsWorkersAllTheSame(Fault fault) {
		AtomicBoolean throwing = new AtomicBoolean();
		try (BoundedEngine engine = engine((task) -> {
			synchronized (throwing) {
				throwing.set(!throwing.get());
				if (throwing.get()) {
					fault.raise();
				}
			}
			this.holder[0].pool.execute(task);
		})) {
			engine.with(this.handler);
			for (int i = 0; i < 6; i++) {
				BoundedEngine.ended(CallWay.FUTURE.ask(engine.model("a")));
			}
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
		}
	}

	@ParameterizedTest
	@EnumSource
	void executorThatTakesATaskAndThrowsLosesAndDoublesNothing(Fault fault) {
		try (BoundedEngine engine = engine((task) -> {
			this.holder[0].pool.execute(task);
			if (Thread.currentThread().getName().startsWith("caller") || this.handler.receipts.size() < 3) {
				fault.raise();
			}
		})) {
			assertCallsWork(fault, CallWay.FUTURE);
		}
	}

	@ParameterizedTest
	@EnumSource
	void executorThatTakesNoTaskAnyMoreLeavesNoCallWithoutAnEnd(Fault fault) {
		AtomicBoolean shutDown = new AtomicBoolean();
		try (BoundedEngine engine = engine((task) -> {
			if (shutDown.get()) {
				fault.raise();
			}
			this.holder[0].pool.execute(task);
		})) {
			engine.with(this.handler, this.other);
			DrivenRun open = engine.open("open");
			assertThat(BoundedEngine.ended(open.started().toCompletableFuture())).isNull();
			shutDown.set(true);
			assertThat(BoundedEngine.ended(open.end("end").toCompletableFuture())).isNull();
			assertCallsWork(fault, CallWay.values());
			shutDown.set(false);
			BoundedEngine.until("an executor that takes tasks again gets them", () -> {
				this.handler.receipts.clear();
				BoundedEngine.ended(CallWay.FUTURE.ask(engine.model("a")));
				return this.handler.receipts.stream()
					.allMatch((receipt) -> receipt.thread().getName().startsWith("bounded-"));
			});
		}
	}

	@Test
	void executorThatDropsTasksWithoutAWordLeavesNoCallWithoutAnEnd() {
		try (BoundedEngine engine = engine((task) -> {
		})) {
			assertThat(engine).isNotNull();
			assertCallsWork(Fault.REJECTED, CallWay.values());
		}
	}

	@Test
	void executorWhoseThreadsWaitForCallsLeavesNoCallWithoutAnEnd() {
		try (BoundedEngine engine = engine((task) -> this.holder[0].pool.execute(task))) {
			engine.with(this.handler);
			List<CompletableFuture<Throwable>> waiting = Stream
				.generate(() -> CompletableFuture
					.supplyAsync(() -> BoundedEngine.ended(CallWay.FUTURE.ask(engine.model("a"))), engine.pool))
				.limit(2)
				.toList();
			assertThat(waiting).allSatisfy((call) -> assertThat(BoundedEngine.ended(call)).isNull());
			assertThat(waiting).allSatisfy((call) -> assertThat(call.join()).isNull());
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
		}
	}

	@Test
	void executorsThatRunTasksWhereTheyAreOfferedLeaveNoCallWithoutAnEnd() {
		this.holder[0] = new BoundedEngine(2, (builder) -> builder.executor(Runnable::run, 2).work(Runnable::run));
		try (BoundedEngine engine = this.holder[0]) {
			assertThat(engine).isNotNull();
			assertCallsWork(Fault.RUNTIME, CallWay.values());
		}
	}

	@Test
	void executorThatRunsEachTaskTwiceDoublesNothing() {
		try (BoundedEngine engine = engine((task) -> {
			this.holder[0].pool.execute(task);
			this.holder[0].pool.execute(task);
		})) {
			assertThat(engine).isNotNull();
			assertCallsWork(Fault.RUNTIME, CallWay.values());
			assertThat(this.handler.receipts).hasSize(30);
		}
	}

	@ParameterizedTest
	@EnumSource
	void workExecutorThatThrowsOnceLeavesNoCallWithoutAnEnd(Fault fault) {
		for (int failing = 0; failing < 3; failing++) {
			this.handler.receipts.clear();
			int wanted = failing;
			int[] calls = new int[1];
			try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder.work((task) -> {
				synchronized (calls) {
					if (calls[0]++ == wanted) {
						fault.raise();
					}
				}
				Thread thread = new Thread(task, "work");
				thread.setDaemon(true);
				thread.setUncaughtExceptionHandler((dying, error) -> {
				});
				thread.start();
			})).with(this.handler)) {
				CompletableFuture<String> submitted = TestFutures
					.of(() -> engine.manager.chain("chain").submit(() -> "result"));
				BoundedEngine.ended(submitted);
				BoundedEngine.ended(CallWay.FUTURE.ask(engine.model("a", "b")));
				engine.assertOver();
				BoundedEngine.assertWhole(this.handler.events());
				engine.assertNextRunWorks();
			}
		}
	}

	/**
	 * What the work executor refuses would wait here for what its thread has to do: to
	 * complete another stage, or to give up another invocation.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void workThatIsRefusedHoldsUpNobody(boolean completed) {
		Map<String, CompletableFuture<Object>> stages = Map.of("first", new CompletableFuture<>(), "second",
				new CompletableFuture<>());
		Recording.Async slow = new Recording.Async(
				HandlerSettings.none().withTimeout(Duration.ofMillis(completed ? 60_000 : 50)),
				(event) -> (event instanceof ChainStart) ? stages.get(event.run().name()) : null);
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder.work((task) -> {
			throw new RejectedExecutionException("executor");
		})).with(slow)) {
			CompletableFuture<String> second = new CompletableFuture<>();
			CompletableFuture<String> first = engine.manager.chain("first")
				.submit(() -> second.get(60, TimeUnit.SECONDS));
			engine.manager.chain("second").submit(() -> second.complete("second"));
			if (completed) {
				Stream.of("first", "second")
					.forEach((name) -> assertThat(
							BoundedEngine.ended(TestFutures.onThread(() -> stages.get(name).complete("stage"))))
						.isNull());
			}
			assertThat(BoundedEngine.ended(first)).isNull();
			engine.assertOver();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void taskThatRunsWhereItIsOfferedFailsNobodyThere(boolean refused) {
		OutOfMemoryError fatal = new OutOfMemoryError("task");
		List<Throwable> uncaught = new CopyOnWriteArrayList<>();
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder.work((task) -> {
			if (refused) {
				throw new RejectedExecutionException("executor");
			}
			task.run();
		})).with(this.handler)) {
			CompletableFuture<Object> offered = TestFutures.onThread(() -> {
				Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
				engine.manager.workExecutor().execute(() -> {
					throw fatal;
				});
				return "offered";
			});
			assertThat(BoundedEngine.ended(offered)).isNull();
			assertThat(uncaught).isEqualTo(refused ? List.of() : List.of(fatal));
			engine.assertOver();
			engine.assertNextRunWorks();
		}
	}

	@Test
	void executorMayHaveAnyNumberOfThreads() {
		this.holder[0] = new BoundedEngine(2,
				(builder) -> builder.executor((task) -> this.holder[0].pool.execute(task), Integer.MAX_VALUE));
		try (BoundedEngine engine = this.holder[0]) {
			assertThat(engine.manager.handlerThreads().size()).isEqualTo(Integer.MAX_VALUE);
			assertCallsWork(Fault.REJECTED, CallWay.values());
		}
	}

	@Test
	void executorsThatRunEachTaskWhereItIsOfferedLeaveNoCallWithoutAnEnd() throws Exception {
		CallbackDispatcher manager = CallbackDispatcher.builder()
			.executor(Runnable::run, 1)
			.work(Runnable::run)
			.build();
		manager.add(this.handler);
		assertThat(manager.chain("chain").callAsync(() -> CompletableFuture.completedFuture("done")))
			.succeedsWithin(TestEngine.LONG);
		assertThat(manager.awaitIdle(TestEngine.LONG)).isTrue();
		BoundedEngine.assertWhole(this.handler.events());
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.RunStateException;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * A driver whose thread waits for room. The work executor takes tasks and runs none, so
 * whoever goes on does so by itself.
 */
@Timeout(60)
class RoomTests {

	private static final ChatChunk CHUNK = ChatChunk.of("a");

	private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();

	private final Slow handler = new Slow();

	private final CallbackDispatcher manager = CallbackDispatcher.builder().work(this.work::add).build();

	private final DrivenRun run = open();

	private final CompletableFuture<?> room = this.run.token(CHUNK).toCompletableFuture();

	private final AtomicReference<Object> got = new AtomicReference<>();

	private Thread driver = Thread.currentThread();

	private DrivenRun open() {
		this.manager.add(this.handler);
		return this.manager.open(RunKind.CHAT_MODEL, "model", ChatRequest.of("Hello"));
	}

	@AfterEach
	void stop() {
		this.handler.done.complete(null);
		this.run.end(null);
		Thread.interrupted();
	}

	@Test
	void driverGoesOnWithoutAnotherThread() {
		letDriver(this.room::join);
		this.handler.done.complete(null);
		assertDriverGoesOn();
		assertThat(this.got.get()).isNotInstanceOf(Throwable.class);
		assertThat(this.work).isEmpty();
	}

	@Test
	void driverThatMayBeInterruptedGoesOnWithoutAnotherThread() {
		letDriver(this.room::get);
		this.handler.done.complete(null);
		assertDriverGoesOn();
		assertThat(this.got.get()).isNotInstanceOf(Throwable.class);
		assertThat(this.work).isEmpty();
	}

	@Test
	void whatIsChainedRunsOnTheThreadOfTheDriver() {
		AtomicReference<Thread> chained = new AtomicReference<>();
		this.room.thenRun(() -> chained.set(Thread.currentThread()));
		letDriver(this.room::join);
		this.handler.done.complete(null);
		assertDriverGoesOn();
		assertThat(chained).hasValue(this.driver);
	}

	@Test
	void whatIsChainedRunsOnTheWorkExecutorIfTheRunEnds() {
		AtomicReference<Thread> chained = new AtomicReference<>();
		this.room.whenComplete((room, failure) -> chained.set(Thread.currentThread()));
		this.run.cancel(EndReason.CANCELLED);
		assertThat(chained).hasNullValue();
		runWork();
		assertThat(chained).hasValue(Thread.currentThread());
		assertThat(this.room).isCompletedExceptionally();
	}

	@Test
	void driverIsToldIfTheRunEndsOtherwise() {
		letDriver(this.room::join);
		this.run.cancel(EndReason.CANCELLED);
		assertDriverGoesOn();
		assertThat((Throwable) this.got.get()).hasRootCauseInstanceOf(RunStateException.class);
	}

	@Test
	void driverMayGiveUp() {
		letDriver(this.room.orTimeout(1, TimeUnit.NANOSECONDS)::join);
		assertDriverGoesOn();
		assertThat((Throwable) this.got.get()).isInstanceOf(CompletionException.class)
			.hasCauseInstanceOf(TimeoutException.class);
	}

	@Test
	void driverIsInterrupted() {
		letDriver(this.room::get);
		this.driver.interrupt();
		assertDriverGoesOn();
		assertThat(this.got.get()).isInstanceOf(InterruptedException.class);
		this.handler.done.complete(null);
		assertThat(this.room).as("the driver is not there to go on by itself").isNotDone();
		this.work.remove().run();
		assertThat(this.room).isCompleted();
	}

	@Test
	void interruptOfADriverThatCannotBeInterruptedIsKept() {
		Thread.currentThread().interrupt();
		this.handler.done.complete(null);
		CompletableFuture.runAsync(this.work.remove());
		this.room.join();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void driverThatComesLateGoesOnWithTheOthers() {
		this.handler.done.complete(null);
		letDriver(this.room::join);
		assertThat(this.got).hasNullValue();
		this.work.remove().run();
		assertDriverGoesOn();
	}

	@Test
	void timedOutWaitLeavesTheRoomAsItIs() {
		assertThatThrownBy(() -> this.room.get(1, TimeUnit.NANOSECONDS)).isInstanceOf(TimeoutException.class);
		letDriver(this.room::join);
		this.handler.done.complete(null);
		assertDriverGoesOn();
		assertThat(this.work).isEmpty();
	}

	@Test
	void twoWhoWaitBothGoOn() {
		letDriver(this.room::join);
		Thread first = this.driver;
		letDriver(this.room::join);
		this.handler.done.complete(null);
		assertDriverGoesOn();
		await().until(() -> !first.isAlive());
	}

	@Test
	void driverThatDoesNotWaitGoesOnByTheNextToken() {
		DrivenRun run = openWith(new InStep((driven) -> makeRoom()));
		CompletableFuture<?> room = run.token(CHUNK).toCompletableFuture();
		assertThat(run.token(CHUNK).toCompletableFuture()).isCompleted();
		assertThat(room).as("what is chained may wait for the run").isNotDone();
		runWork();
		assertThat(room).isCompleted();
	}

	@Test
	void driverThatDoesNotWaitGoesOnIfTheRunEndsInTheNextToken() {
		DrivenRun run = openWith(new InStep((driven) -> {
			makeRoom();
			CompletableFuture.runAsync(() -> driven.end(null)).join();
		}));
		CompletableFuture<?> room = run.token(CHUNK).toCompletableFuture();
		assertThat(run.token(CHUNK).toCompletableFuture()).isCompletedExceptionally();
		runWork();
		assertThat(room).isCompleted();
	}

	@Test
	void tokenOnAThreadThatKeepsAFatalErrorIsDoneAtOnce() {
		CallbackDispatcher manager = CallbackDispatcher.builder().work(this.work::add).build();
		manager.add(new InStep((driven) -> {
		}));
		DrivenRun run = manager.open(RunKind.CHAT_MODEL, "model", ChatRequest.of("Hello"));
		Fatal.keep(new OutOfMemoryError("foreign"));
		CompletableFuture<?> token = run.token(CHUNK).toCompletableFuture();
		assertThat(Fatal.take()).as("it is for another door").isNotNull();
		assertThat(token).isCompleted();
	}

	@Test
	void fatalErrorOfTheEndingIsNoReasonToLetOthersWait() {
		OutOfMemoryError fatal = new OutOfMemoryError("foreign");
		this.manager.add(new Failing(fatal));
		DrivenRun run = open();
		CompletableFuture<?> room = run.token(CHUNK).toCompletableFuture();
		CompletableFuture<?> chained = room.thenRun(() -> {
		});
		letDriver(room::join);
		this.handler.done.completeExceptionally(new IllegalStateException("raised"));
		assertDriverGoesOn();
		assertThat(this.got).hasValue(fatal);
		assertThat(chained).isCompletedExceptionally();
	}

	private DrivenRun openWith(InStep handler) {
		this.manager.add(handler);
		DrivenRun run = open();
		handler.run.set(run);
		return run;
	}

	/** Makes room, except that of the handler that is at work on the driver's thread. */
	private void makeRoom() {
		this.handler.done.complete(null);
		await().until(() -> this.manager.runs().stream().noneMatch((run) -> run.waitsFor().containsKey("slow")));
	}

	private void runWork() {
		for (Runnable task = this.work.poll(); task != null; task = this.work.poll()) {
			task.run();
		}
	}

	private void letDriver(Waiting waiting) {
		this.driver = new Thread(() -> {
			try {
				this.got.set(waiting.run());
			}
			catch (Throwable failure) {
				this.got.set(failure);
			}
		});
		this.driver.start();
		await().until(() -> this.driver.getState() == Thread.State.WAITING
				|| this.driver.getState() == Thread.State.TERMINATED);
	}

	private void assertDriverGoesOn() {
		await().until(() -> !this.driver.isAlive());
	}

	private interface Waiting {

		Object run() throws Exception;

	}

	/**
	 * An inline handler that fails at the error of a run.
	 */
	private record Failing(OutOfMemoryError fatal) implements CallbackHandler {

		@Override
		public void onLlmError(LlmError event) {
			throw this.fatal;
		}

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withInline(true);
		}

	}

	/**
	 * A handler that is done at once with what it gets. Something happens while it has
	 * the second token.
	 */
	private record InStep(Consumer<DrivenRun> atSecond,
			AtomicReference<DrivenRun> run) implements AsyncCallbackHandler {

		InStep(Consumer<DrivenRun> atSecond) {
			this(atSecond, new AtomicReference<>());
		}

		@Override
		public CompletableFuture<?> onLlmNewToken(LlmNewToken event) {
			if (event.index() == 1) {
				this.atSecond.accept(this.run.get());
			}
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withWindow(1);
		}

	}

	private static final class Slow implements AsyncCallbackHandler {

		private final CompletableFuture<Object> done = new CompletableFuture<>();

		@Override
		public CompletableFuture<?> onLlmNewToken(LlmNewToken event) {
			return this.done;
		}

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withWindow(1).withRaiseError(true);
		}

	}

}

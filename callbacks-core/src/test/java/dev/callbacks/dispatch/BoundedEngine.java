// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.call.RunPlan;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A dispatcher for tests that must end even where it hangs: nothing here waits for longer
 * than {@link #BOUND}, and calls that block are made on threads that may be left behind.
 */
final class BoundedEngine implements AutoCloseable {

	/** After this something counts as hung. */
	static final Duration BOUND = Duration.ofSeconds(20);

	final CountingListener accounts = new CountingListener();

	final ThreadPoolExecutor pool;

	final CallbackDispatcher manager;

	BoundedEngine() {
		this(4, UnaryOperator.identity());
	}

	BoundedEngine(int threads, UnaryOperator<CallbackDispatcher.Builder> settings) {
		AtomicInteger number = new AtomicInteger();
		this.pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "bounded-" + number.incrementAndGet());
					thread.setDaemon(true);
					// the errors that handlers throw here are expected
					thread.setUncaughtExceptionHandler((dying, error) -> {
					});
					return thread;
				});
		CallbackDispatcher.Builder builder = CallbackDispatcher.builder()
			.executor(this.pool, threads)
			.resize(this::resize);
		this.manager = settings.apply(builder).listener(this.accounts).build();
	}

	private synchronized void resize(int size) {
		this.pool.setMaximumPoolSize(Math.max(size, this.pool.getCorePoolSize()));
		this.pool.setCorePoolSize(size);
		this.pool.setMaximumPoolSize(size);
	}

	BoundedEngine with(Handler... handlers) {
		for (Handler handler : handlers) {
			this.manager.add(handler);
		}
		return this;
	}

	/**
	 * A model that streams some tokens.
	 */
	CallbackChatModel model(String... tokens) {
		return new CallbackChatModel(this.manager,
				EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens(tokens)).build());
	}

	/**
	 * A run of a chain, driven by the test.
	 */
	DrivenRun open(String name) {
		return this.manager.open(RunPlan.inputs(Map.of()).as(RunKind.CHAIN, name));
	}

	/**
	 * Every run is over, and what handlers were to get they got, or it was counted as
	 * dropped.
	 */
	void assertOver() {
		assertThat(isIdle()).as("every run is over; open: " + this.manager.openRuns()).isTrue();
		assertThat(this.accounts.finished() + this.accounts.dropped()).as("finished and dropped, of what was accepted")
			.isEqualTo(this.accounts.accepted());
	}

	boolean isIdle() {
		try {
			return this.manager.awaitIdle(BOUND);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * The manager does its work: what went wrong before has left nothing behind.
	 */
	void assertNextRunWorks() {
		for (CallWay way : CallWay.values()) {
			assertThat(ended(way.ask(model("a", "b")))).as(way + " call that comes next").isNull();
		}
	}

	/**
	 * Waits for a future, which has to end, and returns what it failed with.
	 */
	static Throwable ended(CompletableFuture<?> future) {
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		future.handle((value, error) -> failure.complete(error));
		try {
			return failure.get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new AssertionError("The future has not ended", ex);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Waits until something is so.
	 */
	static void until(String what, BooleanSupplier condition) {
		long end = System.nanoTime() + BOUND.toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as(what).isLessThan(end);
			Thread.onSpinWait();
			Thread.yield();
		}
	}

	/**
	 * Waits until nobody holds some objects.
	 */
	static void untilCollected(Collection<? extends WeakReference<?>> references) {
		until("nobody holds what is not needed", () -> {
			System.gc();
			return references.stream().allMatch((reference) -> reference.get() == null);
		});
	}

	/**
	 * Of each run the start comes first and one terminal event last, and the numbers of
	 * its events rise.
	 */
	static void assertWhole(List<CallbackEvent> events) {
		Map<UUID, List<CallbackEvent>> runs = new LinkedHashMap<>();
		events.forEach((event) -> runs.computeIfAbsent(event.run().id(), (id) -> new ArrayList<>()).add(event));
		runs.values().forEach((run) -> {
			assertThat(run.get(0)).as("first of " + types(run)).isInstanceOf(StartEvent.class);
			assertThat(run).filteredOn(TerminalEvent.class::isInstance).as("endings of " + types(run)).hasSize(1);
			assertThat(run.get(run.size() - 1)).as("last of " + types(run)).isInstanceOf(TerminalEvent.class);
			for (int i = 1; i < run.size(); i++) {
				assertThat(run.get(i).sequence()).isGreaterThan(run.get(i - 1).sequence());
			}
		});
	}

	private static List<EventType> types(List<CallbackEvent> events) {
		return events.stream().map(CallbackEvent::type).toList();
	}

	@Override
	public void close() {
		this.pool.shutdownNow();
	}

}

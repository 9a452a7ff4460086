// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.CurrentRun;
import dev.callbacks.Handler;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An engine for one small case, without threads of its own. Workers wait in
 * {@link #workers} until an actor runs them; continuations run at once. Its watchdog
 * sleeps, so that it cannot repair a lost lane or entry.
 */
final class Quiet {

	static final ChatRequest REQUEST = ChatRequest.of("?");

	private static final RunPlan CHAT = RunPlan.chat(REQUEST, Map.of());

	private static final Field TICKING;

	static {
		try {
			TICKING = Watchdog.class.getDeclaredField("ticking");
			TICKING.setAccessible(true);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	final Hands workers = new Hands();

	final CallbackDispatcher manager;

	private final AtomicLong accepted = new AtomicLong();

	private final AtomicLong done = new AtomicLong();

	Quiet() {
		this(2);
	}

	Quiet(int size) {
		this.manager = CallbackDispatcher.builder()
			.executor(this.workers, size)
			.work(Runnable::run)
			.listener(new Accounts())
			.build();
		try {
			((AtomicBoolean) TICKING.get(this.manager.watchdog)).set(true);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Opens a root with handlers.
	 */
	DispatchedRun open(Handler... handlers) {
		RunPlan spec = (handlers.length != 0) ? CHAT.withConfig(RunConfig.handlers(handlers)) : CHAT;
		return (DispatchedRun) RunOpener.of(this.manager).open(spec.as(RunKind.CHAT_MODEL, "case"));
	}

	/**
	 * Opens a run below another.
	 */
	DispatchedRun openBelow(Run above, RunPlan spec) {
		Run before = CurrentRun.set(above);
		try {
			return (DispatchedRun) RunOpener.of(this.manager).open(spec.as(RunKind.CHAT_MODEL, "below"));
		}
		finally {
			CurrentRun.set(before);
		}
	}

	DispatchedRun openBelow(Run above) {
		return openBelow(above, CHAT);
	}

	/**
	 * Creates a registry of handlers beside that of the manager.
	 */
	Channels channels() {
		return new Channels(this.manager.engine.options);
	}

	/**
	 * Returns the lane of the only handler that has one.
	 */
	static Lane lane(DispatchedRun run) {
		Lane[] found = new Lane[1];
		run.lanes.lanes.forEach((lane) -> found[0] = lane);
		return found[0];
	}

	/**
	 * Whether as many events were finished or dropped as were accepted.
	 */
	boolean balances() {
		return this.accepted.get() == this.done.get();
	}

	/**
	 * An executor whose tasks wait until an actor runs them.
	 */
	static final class Hands implements Executor {

		private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
		}

		/**
		 * Runs all tasks, including those that come meanwhile.
		 */
		void work() {
			Runnable task = this.tasks.poll();
			while (task != null) {
				task.run();
				task = this.tasks.poll();
			}
		}

	}

	private final class Accounts implements DispatchListener {

		@Override
		public HandlerListener handler(HandlerDescriptor handler) {
			return new HandlerListener() {

				@Override
				public void accepted(EventType type, long count) {
					Quiet.this.accepted.addAndGet(count);
				}

				@Override
				public void finished(EventType type, Outcome outcome, long count, long nanos) {
					Quiet.this.done.addAndGet(count);
				}

				@Override
				public void dropped(EventType type, DropReason reason, long count) {
					Quiet.this.done.addAndGet(count);
				}

			};
		}

	}

	/**
	 * Returns a value that an actor has set.
	 */
	static <T> T there(@Nullable T value) {
		if (value == null) {
			throw new IllegalStateException("The actor has not set the value");
		}
		return value;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Run;
import dev.callbacks.RunStateException;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.programs.HandlerPlan.Failure;
import dev.callbacks.programs.HandlerPlan.Habit;
import dev.callbacks.programs.HandlerPlan.Kind;
import dev.callbacks.programs.HandlerPlan.Pace;

/**
 * A handler that behaves as its plan says and writes down what it sees.
 */
final class PlannedHandler {

	private static final int MAX_OPENED = 8;

	private static final int MAX_LINGERED = 4;

	private final HandlerPlan plan;

	private final World world;

	private final AtomicInteger count = new AtomicInteger();

	private final AtomicInteger lingered = new AtomicInteger();

	private final AtomicInteger opened = new AtomicInteger();

	private PlannedHandler(HandlerPlan plan, World world) {
		this.plan = plan;
		this.world = world;
	}

	static Handler of(HandlerPlan plan, World world) {
		PlannedHandler handler = new PlannedHandler(plan, world);
		return (plan.kind() == Kind.ASYNC) ? new Async(handler) : new Blocking(handler);
	}

	private CompletionStage<?> handle(CallbackEvent event) {
		Journal journal = this.world.journal;
		Surroundings.enterHandler();
		Journal.Seen seen = journal.enter(this.plan.id(), event);
		Surroundings.check(journal, this.plan.id(), event);
		CompletionStage<?> stage = null;
		try {
			int number = this.count.incrementAndGet();
			boolean fails = this.plan.failure() != Failure.NONE && number % this.plan.failEvery() == 0;
			boolean special = number % this.plan.every() == 0;
			CompletionStage<?> inner = habit(event, number);
			if (special) {
				inner = pace(seen, inner, fails ? this.plan.failure().make() : null);
				fails &= inner == null;
			}
			if (inner != null) {
				stage = inner.whenComplete((value, failure) -> leave(seen));
			}
			else if (fails) {
				throw Planned.sneak(this.plan.failure().make());
			}
			return stage;
		}
		finally {
			if (stage == null) {
				leave(seen);
			}
			seen.returned = journal.now();
			Surroundings.leaveHandler();
		}
	}

	private void leave(Journal.Seen seen) {
		seen.left = this.world.journal.now();
	}

	private CompletionStage<?> pace(Journal.Seen seen, CompletionStage<?> inner, Throwable failure) {
		switch (this.plan.pace()) {
			case FAST -> {
			}
			case YIELDS -> yieldTimes(20);
			case WAITS -> pause();
			case LINGERS -> {
				linger();
				return (this.plan.kind() == Kind.ASYNC) ? later(seen, failure) : inner;
			}
			case HANGS -> hang(true);
			case HANGS_INTERRUPTIBLY -> hang(false);
			case STAGE_DONE -> {
				return (failure != null) ? CompletableFuture.failedFuture(failure) : inner;
			}
			case STAGE_LATER -> {
				return later(seen, failure);
			}
			case STAGE_NEVER -> {
				CompletableFuture<Object> never = new CompletableFuture<>();
				this.world.endless.add(never);
				return never;
			}
		}
		return inner;
	}

	private CompletionStage<?> later(Journal.Seen seen, Throwable failure) {
		CompletableFuture<Object> later = new CompletableFuture<>();
		this.world.helpers().execute(() -> {
			yieldTimes(10);
			if (failure != null) {
				later.completeExceptionally(failure);
			}
			else {
				later.complete(seen);
			}
		});
		return later;
	}

	static void yieldTimes(int times) {
		for (int i = 0; i < times; i++) {
			Thread.yield();
		}
	}

	private void pause() {
		try {
			this.world.over.await(1, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Overruns the timeout by far, whoever interrupts it, and returns late. */
	private void linger() {
		boolean lingers = Surroundings.canBeGivenUp() && this.lingered.incrementAndGet() <= MAX_LINGERED;
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(150);
		while (lingers && System.nanoTime() < end) {
			try {
				lingers = !this.world.over.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				// goes on
			}
		}
	}

	/** Hangs where the engine can give it up: nowhere else is it promised to go on. */
	private void hang(boolean ignoringInterrupts) {
		boolean hangs = Surroundings.canBeGivenUp();
		while (hangs) {
			try {
				this.world.over.await();
				hangs = false;
			}
			catch (InterruptedException ex) {
				hangs = ignoringInterrupts;
			}
		}
	}

	private CompletionStage<?> habit(CallbackEvent event, int number) {
		Habit habit = this.plan.habit();
		if (habit == Habit.LEAVES_DIRT) {
			Surroundings.leaveDirt(this.plan.id(), number % 3 == 0);
		}
		else if (habit == Habit.EMITS && number % 3 == 0 && !(event instanceof CustomEvent)
				&& !(event instanceof TerminalEvent)) {
			emit(number);
		}
		else if ((habit == Habit.OPENS || habit == Habit.OPENS_AND_WAITS) && event instanceof StartEvent
				&& !event.run().metadata().containsKey("origin") && this.opened.incrementAndGet() <= MAX_OPENED) {
			return open(event);
		}
		return null;
	}

	private void emit(int number) {
		try {
			this.world.journal.promise("emit of h" + this.plan.id(), Run.current().emit("h" + this.plan.id(), number));
		}
		catch (RunStateException ex) {
			// before the start is finished, or after the end
		}
	}

	private CompletionStage<?> open(CallbackEvent event) {
		HandlersCall call = new HandlersCall(this.world, this.plan.id(), event);
		try {
			if (this.plan.kind() != Kind.ASYNC && this.plan.habit() == Habit.OPENS_AND_WAITS) {
				call.callAndWait();
				return null;
			}
			CompletionStage<?> stage = call.call();
			return (this.plan.kind() == Kind.ASYNC && this.plan.pace() != Pace.STAGE_NEVER) ? stage : null;
		}
		catch (ManagerStoppedException ex) {
			return null;
		}
	}

	/** A blocking one. */
	private static final class Blocking implements CallbackHandler, Counts.Numbered {

		private final PlannedHandler handler;

		private Blocking(PlannedHandler handler) {
			this.handler = handler;
		}

		@Override
		public int number() {
			return this.handler.plan.id();
		}

		@Override
		public HandlerSettings settings() {
			return this.handler.plan.settings();
		}

		@Override
		public void onEvent(CallbackEvent event) {
			this.handler.handle(event);
		}

	}

	/** An asynchronous one. */
	private static final class Async implements AsyncCallbackHandler, Counts.Numbered {

		private final PlannedHandler handler;

		private Async(PlannedHandler handler) {
			this.handler = handler;
		}

		@Override
		public int number() {
			return this.handler.plan.id();
		}

		@Override
		public HandlerSettings settings() {
			return this.handler.plan.settings();
		}

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			return this.handler.handle(event);
		}

	}

}

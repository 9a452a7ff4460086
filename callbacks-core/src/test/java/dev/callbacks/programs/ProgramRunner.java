// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.CancellationException;

/**
 * Runs one program to its end, or until it counts as hung.
 */
final class ProgramRunner {

	private final Program program;

	private final World world;

	private final ActionRunner runner;

	/** The action that each caller is at. */
	private final Map<String, String> doing = new ConcurrentHashMap<>();

	private final List<Thread> callers = new ArrayList<>();

	private ProgramRunner(Program program) {
		this.program = program;
		this.world = new World(program);
		this.runner = new ActionRunner(this.world);
	}

	/**
	 * Runs a program.
	 * @param program the program
	 * @return what it violates
	 */
	static List<String> run(Program program) throws InterruptedException {
		return new ProgramRunner(program).run();
	}

	private List<String> run() throws InterruptedException {
		Patience patience = new Patience(this.world.journal);
		boolean quiet = callersEnd(patience) && becomesIdle(patience) && promisesEnd(patience);
		this.world.release();
		if (quiet) {
			if (!this.world.close()) {
				this.world.journal.violated("Hang: the threads of the executors do not end" + dump());
			}
			new Oracle(this.world).check();
		}
		else {
			giveUp();
		}
		return this.world.journal.violations();
	}

	private boolean callersEnd(Patience patience) throws InterruptedException {
		CountDownLatch begin = new CountDownLatch(1);
		for (int i = 0; i < this.program.callers().size(); i++) {
			String name = "c" + i;
			List<Action> actions = this.program.callers().get(i);
			Thread thread = new Thread(() -> call(name, actions, begin), "program-caller-" + name);
			thread.setDaemon(true);
			// Reactor hands it what a provider's thread dies of
			thread.setUncaughtExceptionHandler((dead, failure) -> {
			});
			thread.start();
			this.callers.add(thread);
		}
		begin.countDown();
		for (Thread thread : this.callers) {
			while (thread.isAlive() && !patience.isOver()) {
				thread.join(100);
			}
		}
		if (this.callers.stream().anyMatch(Thread::isAlive)) {
			this.world.journal.violated("Hang: a caller is not released: " + this.doing + "; " + openRuns() + dump());
			return false;
		}
		return true;
	}

	private void call(String name, List<Action> actions, CountDownLatch begin) {
		Surroundings.become(name);
		try {
			begin.await();
			for (Action action : actions) {
				this.doing.put(name, action.tag());
				perform(name, action);
			}
		}
		catch (InterruptedException ex) {
			// given up
		}
		this.doing.remove(name);
	}

	private void perform(String name, Action action) throws InterruptedException {
		boolean interrupts = action.trigger().effect() == Action.Trigger.Effect.INTERRUPT;
		java.util.concurrent.CompletableFuture<?> future = this.runner.begin(action);
		boolean interrupted = Thread.interrupted();
		if (interrupted && !interrupts && this.world.over.getCount() > 0) {
			this.world.journal.violated("Interrupt: a" + action.id() + " leaves an interrupt flag to its caller");
		}
		Surroundings.checkLeft(this.world.journal, "the caller of a" + action.id(), name);
		try {
			Patience.await(future, this.world.journal);
		}
		catch (ExecutionException | CancellationException ex) {
			// the outcome was checked where it was written down
		}
		catch (TimeoutException ex) {
			this.world.journal.violated("Hang: a" + action.id() + " does not end");
		}
	}

	private boolean becomesIdle(Patience patience) throws InterruptedException {
		boolean idle = this.world.becomesQuiet(patience);
		if (!idle) {
			this.world.journal.violated("Hang: " + this.world.manager.openRuns() + " runs stay open and "
					+ this.world.busy() + " tasks go on: " + openRuns() + dump());
		}
		return idle;
	}

	/** The runs that have not ended, with what handlers saw of them last. */
	private String openRuns() {
		StringBuilder text = new StringBuilder("not ended are");
		this.world.counts.runs.forEach((id, run) -> {
			if (run.endings.get() == 0) {
				text.append("\n    ").append(run.info.name());
				this.program.handlers().forEach((handler) -> {
					List<Journal.Seen> seen = this.world.journal.seen(handler.id(), id);
					text.append(seen.isEmpty() ? "" : " h" + handler.id() + ": " + seen.get(seen.size() - 1));
				});
			}
		});
		return text.toString();
	}

	private boolean promisesEnd(Patience patience) throws InterruptedException {
		for (Journal.Promise promise : this.world.journal.promises) {
			while (!promise.stage().toCompletableFuture().isDone() && !patience.isOver()) {
				this.world.over.await(1, TimeUnit.MILLISECONDS);
			}
			if (!promise.stage().toCompletableFuture().isDone()) {
				this.world.journal.violated("G6: the future of " + promise.name().get() + " is left hanging");
				return false;
			}
		}
		return true;
	}

	/** Lets nothing of a hung program live on, as far as possible. */
	private void giveUp() throws InterruptedException {
		this.world.journal.close();
		this.callers.forEach(Thread::interrupt);
		Thread stop = new Thread(() -> this.world.manager.stop(java.time.Duration.ofMillis(10)), "program-stop");
		stop.setDaemon(true);
		stop.start();
		stop.join(2000);
		this.callers.forEach(Thread::interrupt);
		this.world.abandon();
	}

	private String dump() {
		StringBuilder text = new StringBuilder();
		for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
			String name = entry.getKey().getName();
			StackTraceElement[] trace = entry.getValue();
			boolean busy = java.util.Arrays.stream(trace)
				.anyMatch((frame) -> frame.getClassName().startsWith("dev.callbacks"));
			if (busy && !name.equals("main") && entry.getKey() != Thread.currentThread()) {
				text.append("\n    ").append(name);
				java.util.Arrays.stream(trace).limit(14).forEach((frame) -> text.append("\n      at ").append(frame));
			}
		}
		return text.toString();
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.Handler;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.programs.Program.Pool;
import dev.callbacks.programs.Program.Stop;

/**
 * The world of a program: an engine, its executors and the threads of the program.
 */
final class World {

	/** The time after which something counts as hung. */
	static final long LIMIT_SECONDS = Long.getLong("callbacks.programs.limit", 20);

	final Program program;

	final Journal journal = new Journal();

	final Counts counts = new Counts(this.journal);

	/** Opens when the program is over: what hangs goes on. */
	final CountDownLatch over = new CountDownLatch(1);

	final CallbackDispatcher manager;

	final List<Handler> handlers;

	/** The stages of handlers that never complete, until the program is over. */
	final Queue<CompletableFuture<Object>> endless = new ConcurrentLinkedQueue<>();

	private final ExecutorService pool;

	private final ExecutorService work = Executors.newCachedThreadPool(threads("callbacks-work-"));

	private final ExecutorService helpers = Executors.newCachedThreadPool(threads("program-"));

	private final AtomicInteger actions = new AtomicInteger();

	/** The tasks of the program and of the work executor that are under way. */
	private final AtomicInteger busy = new AtomicInteger();

	/** The time at which the engine had stopped for good, and nothing was open. */
	volatile long stoppedAt = Long.MAX_VALUE;

	private final AtomicInteger offers = new AtomicInteger();

	World(Program program) {
		this.program = program;
		Program.Machine machine = program.machine();
		ThreadPoolExecutor fixed = null;
		if (machine.pool() == Pool.VIRTUAL && virtualThreads() != null) {
			this.pool = virtualThreads();
		}
		else {
			fixed = new ThreadPoolExecutor(machine.threads(), machine.threads(), 10, TimeUnit.SECONDS,
					(machine.pool() == Pool.NO_QUEUE) ? new SynchronousQueue<>() : new LinkedBlockingQueue<>(),
					threads("callbacks-"));
			this.pool = fixed;
		}
		ThreadPoolExecutor resizable = fixed;
		this.manager = CallbackDispatcher.builder()
			.executor(this::onPool, machine.threads())
			.resize((size) -> resize(resizable, size))
			.work((task) -> execute(this.work, () -> clean(task, "a work thread")))
			.window(machine.window())
			.handlerTimeout(Duration.ofSeconds(10 * LIMIT_SECONDS))
			.awaitEnd(machine.awaitEnd())
			.callerRuns(machine.callerRuns())
			.listener(this.counts)
			.build();
		this.handlers = program.handlers().stream().map((plan) -> PlannedHandler.of(plan, this)).toList();
		program.application().forEach((id) -> this.manager.add(this.handlers.get(id)));
	}

	private static ThreadFactory threads(String prefix) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, prefix + number.incrementAndGet());
			thread.setDaemon(true);
			// a fatal error is rethrown on its thread, which is what the program wants
			thread.setUncaughtExceptionHandler((dead, failure) -> {
			});
			return thread;
		};
	}

	/** An executor of virtual threads, if this JDK has them. */
	private static ExecutorService virtualThreads() {
		try {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException ex) {
			return null;
		}
	}

	private static synchronized void resize(ThreadPoolExecutor pool, int size) {
		if (pool != null) {
			pool.setMaximumPoolSize(Math.max(size, pool.getCorePoolSize()));
			pool.setCorePoolSize(size);
			pool.setMaximumPoolSize(size);
		}
	}

	private void onPool(Runnable task) {
		if (this.program.machine().pool() == Pool.REJECTING && this.offers.incrementAndGet() % 5 == 0) {
			throw new RejectedExecutionException(Planned.MESSAGE);
		}
		this.pool.execute(() -> {
			Surroundings.enterPool();
			try {
				clean(task, "a thread of the callback executor");
			}
			finally {
				Surroundings.leavePool();
			}
		});
	}

	private void clean(Runnable task, String where) {
		try {
			task.run();
		}
		finally {
			Surroundings.checkLeft(this.journal, where, null);
		}
	}

	private void execute(Executor executor, Runnable task) {
		this.busy.incrementAndGet();
		boolean accepted = false;
		try {
			executor.execute(() -> {
				try {
					task.run();
				}
				finally {
					this.busy.decrementAndGet();
				}
			});
			accepted = true;
		}
		finally {
			if (!accepted) {
				this.busy.decrementAndGet();
			}
		}
	}

	/** Waits until nothing is under way, neither of the program nor of the engine. */
	boolean becomesQuiet(Patience patience) throws InterruptedException {
		while (this.busy.get() != 0 || this.manager.openRuns() != 0) {
			if (patience.isOver()) {
				return false;
			}
			this.manager.awaitIdle(Duration.ofMillis(100));
			Thread.yield();
		}
		return true;
	}

	int busy() {
		return this.busy.get();
	}

	/** Executes what the program does itself, with the context of the current thread. */
	Executor helpers() {
		String caller = Surroundings.caller();
		return (task) -> execute(this.helpers, () -> {
			Surroundings.become(caller);
			try {
				task.run();
			}
			finally {
				Surroundings.become(null);
			}
		});
	}

	/** Counts an action, and stops the engine at that which the program says. */
	void begins(Action action) {
		Stop stop = this.program.stop();
		if (this.actions.getAndIncrement() == ((stop != null) ? stop.atAction() : -1)) {
			execute(this.helpers, () -> {
				boolean drained = this.manager.stop(stop.drain());
				this.stoppedAt = (drained && !stop.restart()) ? this.journal.now() : Long.MAX_VALUE;
				if (stop.restart()) {
					this.manager.start();
				}
			});
		}
	}

	/** Lets all go that hangs. */
	void release() {
		this.over.countDown();
		this.endless.forEach((stage) -> stage.complete(this));
	}

	/** Ends the threads of a program that hangs. */
	void abandon() {
		this.helpers.shutdownNow();
		this.work.shutdownNow();
		this.pool.shutdownNow();
	}

	/** Whether all threads ended. */
	boolean close() throws InterruptedException {
		boolean ended = true;
		for (ExecutorService executor : List.of(this.helpers, this.work, this.pool)) {
			executor.shutdown();
			ended &= executor.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS);
			executor.shutdownNow();
		}
		return ended;
	}

}

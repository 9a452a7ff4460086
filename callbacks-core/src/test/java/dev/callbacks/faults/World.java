// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunStateException;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.spi.HandlerDescriptor;

/**
 * The world of one cell: an engine with its pools, three handlers as witnesses, and one
 * place with a fault.
 */
final class World implements AutoCloseable {

	/** The name of the run in which something goes wrong. */
	static final String FAULTY = "faulty";

	/** The name of the run after it. */
	static final String CLEAN = "clean";

	/** The name of a run that is opened from inside. */
	static final String NESTED = "nested";

	/** The time after which something counts as hung. */
	static final long LIMIT_SECONDS = 10;

	/** Lets go what hangs. Runs tasks that are short. */
	static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "fault-timer");
		thread.setDaemon(true);
		return thread;
	});

	private static final int THREADS = 4;

	final Cell cell;

	/** The failure of runs that have to fail. */
	final RuntimeException wire = new IllegalStateException("wire");

	final CountDownLatch stalled = new CountDownLatch(1);

	final Queue<String> problems = new ConcurrentLinkedQueue<>();

	final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

	final Accounts accounts = new Accounts();

	final FaultyAccessor accessor = new FaultyAccessor(this);

	final CallbackDispatcher manager;

	private final Recording.Blocking blocking = new Recording.Blocking();

	private final Recording.Async async = new Recording.Async();

	private final Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true));

	private final Trigger trigger;

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	private final ThreadPoolExecutor callbacks;

	private final ThreadPoolExecutor work;

	private volatile boolean faulty = true;

	World(Cell cell) {
		this.cell = cell;
		this.trigger = new Trigger(cell, this::reenter);
		this.callbacks = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1024),
				(task) -> thread(task, "callbacks"));
		this.work = new ThreadPoolExecutor(0, 64, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> thread(task, "work"));
		this.manager = CallbackDispatcher.builder()
			.executor(new FaultyExecutor(this, Place.EXECUTOR_CALLBACK, this.callbacks), THREADS)
			.resize(this::resize)
			.work(new FaultyExecutor(this, Place.EXECUTOR_WORK, this.work))
			.listener(new FaultyListener(this))
			.listener(this.accounts)
			.build();
		if (cell.place().isAccessor()) {
			this.accessor.register();
		}
		register(named("blocking witness", this.blocking));
		register(FaultyHandlers.of(this));
		register(named("async witness", this.async));
		register(named("inline witness", this.inline));
	}

	private static HandlerDescriptor named(String name, Handler handler) {
		HandlerDescriptor descriptor = HandlerDescriptor.of(handler);
		return new HandlerDescriptor(name, handler, descriptor.handlerClass(), handler, descriptor.listeners(),
				descriptor.blocking(), descriptor.awaited(), descriptor.settings());
	}

	/**
	 * Registers a handler; again if it was refused since a listener failed.
	 */
	private void register(HandlerDescriptor handler) {
		try {
			this.manager.register(List.of(handler));
		}
		catch (Throwable ex) {
			if (!this.trigger.thrown.contains(ex)) {
				this.problems.add("handler '" + handler.name() + "' was refused with " + ex.getClass().getName());
			}
			this.manager.register(List.of(handler));
		}
		// of the fault, which came on this thread
		Thread.interrupted();
	}

	private void resize(int size) {
		this.callbacks.setMaximumPoolSize(Math.max(size, this.callbacks.getCorePoolSize()));
		this.callbacks.setCorePoolSize(size);
		this.callbacks.setMaximumPoolSize(size);
	}

	Trigger trigger() {
		return this.trigger;
	}

	/**
	 * Whether the call is under way in which something goes wrong.
	 */
	boolean isFaulty() {
		return this.faulty;
	}

	/**
	 * Ends the faults.
	 */
	void mend() {
		this.trigger.disarm();
		this.faulty = false;
	}

	List<Recording.Receipt> receiptsOf(String witness) {
		return List.copyOf(switch (witness) {
			case "blocking" -> this.blocking.receipts;
			case "async" -> this.async.receipts;
			default -> this.inline.receipts;
		});
	}

	// What faults do

	/**
	 * Calls the engine from wherever this is called.
	 */
	void reenter() {
		try {
			String answer = this.manager.chain(NESTED).call(() -> "nested");
			if (!"nested".equals(answer)) {
				this.problems.add("the call from inside returned " + answer);
			}
		}
		catch (RunCancelledException ex) {
			// below a run that is over nothing is begun; and how many tokens there were
			// is
			// told in lots, at the latest when the run is over
			if (!this.cell.isCancelled() && this.cell.place().scene != Place.Scene.DRIVEN
					&& this.cell.place() != Place.LISTENER_HANDLER && this.cell.moment().compareTo(Moment.END) < 0) {
				this.problems.add("the call from inside was cancelled");
			}
		}
		catch (Throwable ex) {
			this.problems.add("the call from inside failed with " + ex.getClass().getName());
		}
		Recording.Blocking spare = new Recording.Blocking();
		this.manager.add(spare);
		this.manager.remove(spare);
		Run.find().ifPresent(World::report);
	}

	private static void report(Run run) {
		try {
			run.emit("inside", null);
		}
		catch (RunStateException ex) {
			// its start is not finished, or it is over
		}
	}

	void foreign(Runnable task) {
		thread(task, "foreign").start();
	}

	void foreignAndWait(Runnable task) {
		CountDownLatch done = new CountDownLatch(1);
		foreign(() -> {
			try {
				task.run();
			}
			finally {
				done.countDown();
			}
		});
		try {
			if (!done.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
				this.problems.add("a signal from another thread hangs");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Runs a task when what hangs is let go. Nobody minds how it comes out.
	 */
	void afterRelease(Runnable task) {
		foreign(() -> {
			try {
				if (this.trigger.released.await(60, TimeUnit.SECONDS)) {
					task.run();
				}
			}
			catch (Throwable ex) {
				// a signal that comes too late may be refused in any way
			}
		});
	}

	/**
	 * A thread of this cell, which has to be over in the end.
	 */
	Thread thread(Runnable task, String name) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			finally {
				checkThatNothingIsKept();
			}
		}, name + " of " + this.cell);
		thread.setDaemon(true);
		thread.setUncaughtExceptionHandler((dead, ex) -> this.uncaught.add(ex));
		this.threads.add(thread);
		return thread;
	}

	/**
	 * No thread keeps an error of foreign code for whoever calls the engine next.
	 */
	void checkThatNothingIsKept() {
		try {
			this.manager.register(List.of());
		}
		catch (Throwable ex) {
			this.problems.add("thread '" + Thread.currentThread().getName() + "' kept " + ex.getClass().getName());
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.trigger.disarm();
		this.trigger.release();
		this.accessor.unregister();
		this.callbacks.shutdownNow();
		this.work.shutdownNow();
		AtomicBoolean left = new AtomicBoolean();
		for (Thread thread : this.threads) {
			thread.join(left.get() ? 1 : TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
			if (thread.isAlive()) {
				left.set(true);
				this.problems.add("thread '" + thread.getName() + "' is left, in " + at(thread));
			}
		}
	}

	/**
	 * Returns the place where a thread hangs, in a short form.
	 */
	static String at(Thread thread) {
		StringBuilder place = new StringBuilder();
		for (StackTraceElement element : thread.getStackTrace()) {
			if (place.length() < 400 && !element.getClassName().startsWith("java.")) {
				place.append(element.getFileName()).append(':').append(element.getLineNumber()).append(' ');
			}
		}
		return place.toString().trim();
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * The run that is current on a thread. As a {@link ThreadLocalAccessor}, found by service
 * lookup, it lets context propagation carry the run to other threads and into the Reactor
 * context.
 *
 * @since 0.1.0
 */
public final class CurrentRun implements ThreadLocalAccessor<Run> {

	/** The key of the current run in a Reactor context. */
	public static final String KEY = "dev.callbacks.run";

	/**
	 * A slot for each thread, which holds a run or a {@link Source}: a change is one
	 * array write. It is a plain array since it stays on pooled threads, where a class of
	 * ours would keep the application's class loader alive.
	 */
	private static final ThreadLocal<Object[]> CURRENT = ThreadLocal.withInitial(() -> new Object[1]);

	static @Nullable Run get() {
		return runIn(CURRENT.get());
	}

	private static @Nullable Run runIn(@Nullable Object[] slot) {
		Object current = slot[0];
		return (current instanceof Source source) ? source.run() : (Run) current;
	}

	/**
	 * Returns the run that is current for a subscriber: that of its context, or else of
	 * this thread.
	 * @param context the context
	 * @return the run, or {@code null}
	 */
	public static @Nullable Run in(ContextView context) {
		return context.hasKey(KEY) ? context.get(KEY) : get();
	}

	/**
	 * Makes a run current on this thread. Prefer {@link Run#scope()}.
	 * @param run the run, or {@code null} for none
	 * @return the run that was current before, or {@code null}
	 */
	public static @Nullable Run set(@Nullable Run run) {
		@Nullable Object[] slot = CURRENT.get();
		Run previous = runIn(slot);
		slot[0] = run;
		return previous;
	}

	/**
	 * Sets the current run of this thread until the scope is closed.
	 * @param run the run, or {@code null} for none
	 * @return the scope, to be closed on this thread
	 */
	public static Run.Scope scope(@Nullable Run run) {
		Run previous = set(run);
		return () -> set(previous);
	}

	/**
	 * Wraps a task so that on any thread it has the current run of this one.
	 * @param task the task
	 * @return the wrapped task, or the task itself if no run is current
	 */
	public static Runnable wrap(Runnable task) {
		Run run = get();
		if (run == null) {
			return task;
		}
		return () -> {
			Run.Scope scope = scope(run);
			try (scope) {
				task.run();
			}
		};
	}

	/**
	 * Wraps a task for a scheduler, which may repeat it. It has the current run of this
	 * thread as with {@link #wrap}, but a repetition after the end of the run has none:
	 * nothing begins below a run that is over, so it would fail for ever.
	 * @param task the task
	 * @return the wrapped task, or the task itself if no run is current
	 */
	public static Runnable wrapScheduled(Runnable task) {
		return (get() instanceof DrivenRun run) ? new ScheduledTask(task, run) : wrap(task);
	}

	/**
	 * Returns the place of the current run on this thread, for cheap frequent changes.
	 * @return the place, to be used on this thread only
	 */
	public static Place place() {
		return new Place(CURRENT.get());
	}

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable Run getValue() {
		return get();
	}

	@Override
	public void setValue(Run run) {
		set(run);
	}

	@Override
	public void setValue() {
		set(null);
	}

	/**
	 * Finds a current run that changes more often than it is read.
	 */
	@FunctionalInterface
	public interface Source {

		/**
		 * Returns the run that is current. Called on the thread on which this is set.
		 * @return the run
		 */
		Run run();

	}

	/**
	 * A task that is perhaps repeated, but not before it is done.
	 */
	private static final class ScheduledTask implements Runnable {

		private final Runnable task;

		private @Nullable DrivenRun run;

		private boolean repeated;

		private ScheduledTask(Runnable task, DrivenRun run) {
			this.task = task;
			this.run = run;
		}

		@Override
		public void run() {
			if (this.repeated && this.run != null && !this.run.isOpen()) {
				this.run = null;
			}
			this.repeated = true;
			Run.Scope scope = scope(this.run);
			try (scope) {
				this.task.run();
			}
		}

	}

	/**
	 * The place that holds the current run of one thread.
	 */
	public static final class Place {

		private final @Nullable Object[] slot;

		private Place(@Nullable Object[] slot) {
			this.slot = slot;
		}

		/**
		 * Makes a run current.
		 * @param run the run, or {@code null} for none
		 */
		public void set(@Nullable Run run) {
			this.slot[0] = run;
		}

		/**
		 * Sets a source that knows the run. Costs no write if that source is set already.
		 * @param source the source
		 */
		public void set(Source source) {
			if (this.slot[0] != source) {
				this.slot[0] = source;
			}
		}

		/**
		 * Returns the run that is current.
		 * @return the run, or {@code null}
		 */
		public @Nullable Run get() {
			return runIn(this.slot);
		}

	}

}

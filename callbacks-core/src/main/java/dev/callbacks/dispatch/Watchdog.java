// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks now and then whether something overruns its time. Ticks only while runs with
 * handlers are open, so that nothing is armed per event; its thread starts with the first
 * of them.
 */
final class Watchdog {

	private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

	/** The time that a handler may hold a thread before that is said in the log. */
	private static final long WARN_AFTER = TimeUnit.MILLISECONDS.toNanos(100);

	/** The shortest time between two looks at the lanes. */
	private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(50);

	/** An executor of which no thread comes at so many looks, a second long, has none. */
	private static final int PATIENCE = 100;

	private final Engine engine;

	private final OpenRuns runs;

	private final Shutdown shutdown;

	private final AtomicBoolean ticking = new AtomicBoolean();

	private long lastLook;

	Watchdog(Engine engine, OpenRuns runs, Shutdown shutdown) {
		this.engine = engine;
		this.runs = runs;
		this.shutdown = shutdown;
	}

	/**
	 * A run with handlers was opened.
	 */
	void attend() {
		if (!this.ticking.get() && this.ticking.compareAndSet(false, true)) {
			try {
				this.engine.timer.schedule(this::tick, TICK, TimeUnit.NANOSECONDS);
			}
			catch (Throwable ex) {
				// no thread can be started; the next run tries again
				this.ticking.set(false);
				throw ex;
			}
		}
	}

	private void tick() {
		ForeignCode.run("The watchdog failed, and goes on", this::look);
		// before the look for runs: one that is opened now finds the flag, or is found
		this.ticking.set(false);
		if (!this.runs.all().isEmpty() || !this.engine.workers.isIdle()) {
			attend();
		}
		Fatal.rethrow();
	}

	private void look() {
		long now = System.nanoTime();
		this.shutdown.dropWhatIsLeft();
		this.engine.workers.help(this.engine.spare, this.engine.draining ? 0 : PATIENCE);
		if (now - this.lastLook >= LOOK) {
			this.lastLook = now;
			this.runs.all().forEach((run) -> {
				run.window.goOnIf(TokenWindow.ROOM);
				run.lanes.here.watch(now, WARN_AFTER);
				run.lanes.lanes.forEach((lane) -> LaneWatch.look(lane, now, WARN_AFTER));
			});
		}
	}

}

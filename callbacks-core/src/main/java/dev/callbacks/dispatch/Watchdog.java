/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether something overruns its time. Ticks only while runs with
 * handlers are open, so that nothing is armed per event; its thread starts with the first
 * of them.
 */
final class Watchdog {

	private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

	/** The time that a handler may hold a thread before that is said in the log. */
	private static final long WARN_AFTER = TimeUnit.MILLISECONDS.toNanos(100);

	/** How often it looks at the lanes, at most. */
	private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(50);

	private final CallbackDispatcher dispatcher;

	private final AtomicBoolean ticking = new AtomicBoolean();

	private @Nullable ScheduledThreadPoolExecutor timer;

	private long lastLook;

	/** The lanes that were in user code at the last look. */
	private Map<Lane, LaneWatch> seen = new HashMap<>();

	Watchdog(CallbackDispatcher dispatcher) {
		this.dispatcher = dispatcher;
	}

	/**
	 * A run with handlers was opened.
	 */
	void attend() {
		if (!this.ticking.get() && this.ticking.compareAndSet(false, true)) {
			schedule(this::tick, TICK);
		}
	}

	/**
	 * Runs a task after a time, on the watchdog's thread, which it must not hold.
	 */
	Future<?> schedule(Runnable task, long nanos) {
		return timer().schedule(task, nanos, TimeUnit.NANOSECONDS);
	}

	private void tick() {
		ForeignCode.run("The watchdog failed, and goes on", this::look);
		if (this.dispatcher.isIdle()) {
			this.ticking.set(false);
			// a run that was opened just before saw the flag still set
			if (!this.dispatcher.isIdle()) {
				attend();
			}
		}
		else {
			schedule(this::tick, TICK);
		}
		Fatal.rethrow();
	}

	private void look() {
		long now = System.nanoTime();
		if (this.dispatcher.shutdown().isDiscarding()) {
			this.dispatcher.shutdown().dropWhatIsLeft();
		}
		this.dispatcher.workers().help(this.dispatcher.options().work());
		if (now - this.lastLook >= LOOK) {
			this.lastLook = now;
			Map<Lane, LaneWatch> before = this.seen;
			this.seen = new HashMap<>();
			this.dispatcher.runs().forEach(DispatchedRun::goOnIfThereIsRoom);
			this.dispatcher.runs().forEach((run) -> run.lanes().watch(now, WARN_AFTER, (lane) -> {
				LaneWatch watch = LaneWatch.look(lane, before.get(lane), now, WARN_AFTER);
				if (watch != null) {
					this.seen.put(lane, watch);
				}
			}));
		}
	}

	private synchronized ScheduledThreadPoolExecutor timer() {
		if (this.timer == null) {
			this.timer = new ScheduledThreadPoolExecutor(1, (task) -> {
				return EngineThreads.daemon(task, "callbacks-watchdog");
			});
			this.timer.setRemoveOnCancelPolicy(true);
			this.timer.setKeepAliveTime(10, TimeUnit.SECONDS);
			this.timer.allowCoreThreadTimeOut(true);
		}
		return this.timer;
	}

}

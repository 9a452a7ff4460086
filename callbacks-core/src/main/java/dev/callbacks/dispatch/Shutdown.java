// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.event.EndReason;

/**
 * Stops a dispatcher: refuses new roots, waits for open runs, ends those that are left,
 * and drops what their handlers have not finished then.
 */
final class Shutdown {

	/** The part of the timeout that runs have to come to their end by themselves. */
	private static final double PATIENCE = 0.8;

	private final Engine engine;

	private final OpenRuns runs;

	/** The number of times that stops were undone: each stop knows whether it was. */
	private volatile int revoked;

	Shutdown(Engine engine, OpenRuns runs) {
		this.engine = engine;
		this.runs = runs;
	}

	/**
	 * Undoes all stops.
	 */
	synchronized void revoke() {
		this.revoked = this.revoked + 1;
		this.engine.discarding = false;
		this.engine.draining = false;
		this.runs.shut = false;
	}

	boolean stop(Duration timeout) {
		InvalidRequestException.required(timeout, "The timeout of a stop");
		int before = shut();
		try {
			Duration patience = Duration.ofNanos((long) (TimeUnit.NANOSECONDS.convert(timeout) * PATIENCE));
			boolean none = this.runs.awaitNone(patience);
			if (none || this.revoked != before) {
				// a run that is refused is there for a moment, and does not count
				return none;
			}
			ForeignCode.warn("{} runs are still open near the end of the drain timeout of {}, and are ended",
					this.runs.all().size(), timeout);
			endAll(before);
			if (this.runs.awaitNone(timeout.minus(patience))) {
				return true;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (!discard(before)) {
			return false;
		}
		ForeignCode.warn("{} runs have handlers that are not done at the end of the drain timeout of {}; their events"
				+ " are dropped", this.runs.all().size(), timeout);
		endAll(before);
		dropWhatIsLeft();
		return false;
	}

	private synchronized int shut() {
		this.engine.draining = true;
		this.runs.shut = true;
		return this.revoked;
	}

	/**
	 * Begins to drop events, unless the stop was undone meanwhile.
	 */
	private synchronized boolean discard(int before) {
		this.engine.discarding |= this.revoked == before;
		return this.revoked == before;
	}

	/**
	 * Ends the open runs, until the stop is undone: a run that is opened then is found
	 * before that is asked.
	 */
	private void endAll(int before) {
		this.runs.all().forEach((run) -> {
			if (this.revoked == before) {
				ForeignCode.run("A run could not be ended at the end of the drain timeout",
						() -> run.cancel(EndReason.SHUTDOWN));
			}
		});
	}

	/**
	 * Drops what is left, so that no run stays open, if events are dropped. Repeated by
	 * the watchdog, since a lane may be on its way to a thread, or to user code, just
	 * now.
	 */
	void dropWhatIsLeft() {
		if (this.engine.discarding) {
			this.runs.all().forEach((run) -> run.lanes.lanes.forEach(LaneWatch::giveUpNow));
			this.engine.workers.dropWaiting();
		}
	}

}

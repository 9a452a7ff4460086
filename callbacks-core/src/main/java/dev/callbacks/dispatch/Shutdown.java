// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.event.EndReason;
import dev.callbacks.spi.DropReason;

/**
 * Stops a dispatcher: refuses new roots, waits for open runs, ends those that are left,
 * and drops what their handlers have not finished then.
 */
final class Shutdown {

	/** The part of the timeout that runs have to come to their end by themselves. */
	private static final double PATIENCE = 0.8;

	private final Engine engine;

	private final OpenRuns runs;

	private final Channels channels;

	Shutdown(Engine engine, OpenRuns runs, Channels channels) {
		this.engine = engine;
		this.runs = runs;
		this.channels = channels;
	}

	/**
	 * Undoes a stop.
	 */
	synchronized void revoke() {
		this.engine.discarding = false;
		this.runs.shut = false;
	}

	boolean stop(Duration timeout) {
		InvalidRequestException.required(timeout, "The timeout of a stop");
		this.runs.shut = true;
		try {
			Duration patience = Duration.ofNanos((long) (TimeUnit.NANOSECONDS.convert(timeout) * PATIENCE));
			boolean none = this.runs.awaitNone(patience);
			if (none || !this.runs.shut) {
				// a run that is refused is there for a moment, and does not count
				return none;
			}
			ForeignCode.warn("{} runs are still open near the end of the drain timeout of {}, and are ended",
					this.runs.all().size(), timeout);
			endAll();
			if (this.runs.awaitNone(timeout.minus(patience))) {
				return true;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (!discard()) {
			return false;
		}
		ForeignCode.warn("{} runs have handlers that are not done at the end of the drain timeout of {}; their events"
				+ " are dropped", this.runs.all().size(), timeout);
		endAll();
		dropWhatIsLeft();
		return false;
	}

	/**
	 * Begins to drop events, unless the stop was undone meanwhile.
	 */
	private synchronized boolean discard() {
		this.engine.discarding = this.runs.shut;
		return this.engine.discarding;
	}

	private void endAll() {
		this.runs.all()
			.forEach((run) -> ForeignCode.run("A run could not be ended at the end of the drain timeout",
					() -> run.cancel(EndReason.SHUTDOWN)));
	}

	/**
	 * Drops what is left, so that no run stays open, if events are dropped. Repeated by
	 * the watchdog, since a lane may be on its way to a thread, or to user code, just
	 * now.
	 */
	void dropWhatIsLeft() {
		if (this.engine.discarding) {
			this.runs.all().forEach((run) -> run.lanes.lanes.forEach(LaneWatch::giveUpNow));
			this.channels.all().forEach((channel) -> channel.permits.dropWaiting(DropReason.SHUTDOWN));
			this.engine.workers.dropWaiting();
		}
	}

}

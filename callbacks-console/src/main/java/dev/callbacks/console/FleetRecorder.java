// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import dev.callbacks.autoconfigure.remote.RemoteRuns;
import dev.callbacks.handler.RecordedRun;
import dev.callbacks.handler.ReplayRing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

import org.springframework.beans.factory.DisposableBean;

/**
 * The record of what other instances do, if there may be others. It is made while
 * somebody looks at the console: begun by the first look, and forgotten some time after
 * the last one.
 */
final class FleetRecorder implements DisposableBean {

	/** The time without a look after which the record is forgotten. */
	static final Duration KEPT = Duration.ofMinutes(1);

	private static final Duration PERIOD = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(FleetRecorder.class);

	private final @Nullable RemoteRuns remote;

	private final ReplayRing<ConsoleEvent> events;

	private final int maxTrees;

	private final Scheduler timers;

	/** The record, if there is one now. Set by who has the lock of this. */
	private volatile @Nullable FleetRecording recording;

	private volatile long lookedAt;

	/** Guarded by this. */
	private Disposable timer = Disposables.disposed();

	/** Guarded by this. */
	private boolean destroyed;

	/**
	 * Creates a recorder.
	 * @param remote the runs of other instances, or {@code null} if there are no others
	 * @param events the ring that takes the events, too
	 * @param maxTrees the number of trees that it keeps
	 * @param timers the scheduler, which tells the time
	 */
	FleetRecorder(@Nullable RemoteRuns remote, ReplayRing<ConsoleEvent> events, int maxTrees, Scheduler timers) {
		this.remote = remote;
		this.events = events;
		this.maxTrees = maxTrees;
		this.timers = timers;
	}

	/**
	 * Learns that somebody looks at the console.
	 * @return the state of the fleet, or {@code null} if there is none
	 */
	@Nullable FleetView look() {
		RemoteRuns remote = this.remote;
		if (remote == null) {
			return null;
		}
		this.lookedAt = this.timers.now(TimeUnit.NANOSECONDS);
		FleetRecording recording = this.recording;
		if (recording == null) {
			recording = begin(remote);
		}
		return new FleetView(remote.instance(), remote.hasContent(), recording != null && recording.isAway(),
				(recording != null) ? recording.loaded() : null);
	}

	private synchronized @Nullable FleetRecording begin(RemoteRuns remote) {
		if (this.recording == null && !this.destroyed) {
			this.recording = FleetRecording.begin(remote, this.events, this.maxTrees);
			this.timer = this.timers.schedulePeriodically(this::endUnlessLookedAt, PERIOD.toNanos(), PERIOD.toNanos(),
					TimeUnit.NANOSECONDS);
		}
		return this.recording;
	}

	private synchronized void endUnlessLookedAt() {
		if (this.timers.now(TimeUnit.NANOSECONDS) - this.lookedAt > KEPT.toNanos()) {
			end();
		}
	}

	private void end() {
		this.timer.dispose();
		FleetRecording recording = this.recording;
		this.recording = null;
		if (recording != null) {
			recording.close();
		}
	}

	@Override
	public synchronized void destroy() {
		this.destroyed = true;
		end();
	}

	/**
	 * Returns the name of this instance, or {@code null} if there are no others.
	 */
	@Nullable String instance() {
		return (this.remote != null) ? this.remote.instance() : null;
	}

	/**
	 * Whether there are others, and they share content.
	 */
	boolean hasContent() {
		return this.remote != null && this.remote.hasContent();
	}

	/**
	 * Returns the name of the instance that has a tree.
	 */
	@Nullable String instance(UUID root) {
		FleetRecording recording = this.recording;
		return (recording != null) ? recording.instance(root) : null;
	}

	/**
	 * Returns the trees of other instances, the latest first.
	 */
	List<RecordedRun> roots() {
		FleetRecording recording = this.recording;
		return (recording != null) ? recording.runs().roots() : List.of();
	}

	@Nullable RecordedRun find(UUID id) {
		FleetRecording recording = this.recording;
		return (recording != null) ? recording.runs().find(id).orElse(null) : null;
	}

	/**
	 * Passes on the wish to stop a run.
	 * @return whether there is such a run, and it has not ended as far as is known
	 */
	boolean stop(UUID id) {
		RecordedRun run = find(id);
		if (this.remote == null || run == null || run.ending() != null) {
			return false;
		}
		this.remote.stop(id);
		logger.info("Instance '{}' was asked to cancel run {}, as an operator wishes", instance(run.info().rootId()),
				id);
		return true;
	}

	/**
	 * The state of the fleet, as the page gets it.
	 *
	 * @param instance the name of this instance
	 * @param content whether the instances share content
	 * @param away whether what others do cannot be read for now
	 * @param loaded the time at which what others did before was known, or {@code null}
	 * if it is not yet. A page that has loaded its runs before has to do so again
	 */
	record FleetView(String instance, boolean content, boolean away, @Nullable Long loaded) {

	}

}

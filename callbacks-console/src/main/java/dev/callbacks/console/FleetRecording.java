// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import dev.callbacks.autoconfigure.remote.RemoteRuns;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.handler.RecordedRun;
import dev.callbacks.handler.ReplayRing;
import dev.callbacks.handler.RunRecorder;
import org.jspecify.annotations.Nullable;

/**
 * A record of what other instances do, as long as it is made. What they did before it
 * began does not come in the order of time. It is put in order when all of it is there,
 * and goes into no stream of events.
 * <p>
 * <b>Thread-safety</b>: one thread tells, any thread reads.
 */
final class FleetRecording implements RemoteRuns.Listener {

	/** The records of a tree, about, signs of life included. */
	private static final int PAST_PER_TREE = 40;

	/** Limits the past, however many trees are kept. */
	private static final int MAX_PAST_TREES = 1_000;

	/** More than there are trees in a record. */
	private static final int MAX_NAMES = 20_000;

	private final ReplayRing<ConsoleEvent> events;

	private final int maxTrees;

	/** The names of instances by the roots of trees, those of the latest events. */
	private final Map<UUID, String> instances = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<UUID, String> eldest) {
			return size() > MAX_NAMES;
		}

	});

	private volatile RunRecorder runs;

	private volatile @Nullable Long loaded;

	private RemoteRuns.@Nullable Reading reading;

	private FleetRecording(ReplayRing<ConsoleEvent> events, int maxTrees) {
		this.events = events;
		this.maxTrees = maxTrees;
		this.runs = new RunRecorder(past(maxTrees), ConsoleRecorder.MAX_EVENTS);
	}

	private static int past(int maxTrees) {
		return PAST_PER_TREE * Math.min(maxTrees, MAX_PAST_TREES);
	}

	static FleetRecording begin(RemoteRuns remote, ReplayRing<ConsoleEvent> events, int maxTrees) {
		FleetRecording recording = new FleetRecording(events, maxTrees);
		recording.reading = remote.read(past(maxTrees), recording);
		return recording;
	}

	@Override
	public void event(String instance, CallbackEvent event) {
		this.instances.put(event.run().rootId(), instance);
		this.runs.onEvent(event);
		if (this.loaded != null) {
			this.events.append(new ConsoleEvent(event, null, instance));
		}
	}

	@Override
	public void caughtUp() {
		RunRecorder ordered = new RunRecorder(this.maxTrees, ConsoleRecorder.MAX_EVENTS);
		this.runs.roots()
			.stream()
			.sorted(Comparator.comparing(RecordedRun::startTime))
			.flatMap((root) -> root.tree().stream())
			.flatMap((run) -> run.events().stream())
			.forEach(ordered::onEvent);
		this.runs = ordered;
		this.loaded = Instant.now().toEpochMilli();
	}

	RunRecorder runs() {
		return this.runs;
	}

	@Nullable String instance(UUID root) {
		return this.instances.get(root);
	}

	@Nullable Long loaded() {
		return this.loaded;
	}

	boolean isAway() {
		return Objects.requireNonNull(this.reading).isAway();
	}

	void close() {
		Objects.requireNonNull(this.reading).close();
	}

}

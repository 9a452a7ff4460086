// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.RunInfo;
import dev.callbacks.spi.DispatchListener;
import org.jspecify.annotations.Nullable;

/**
 * The times that the latest runs waited for their handlers before their work began. Any
 * thread may note and read.
 */
final class StartWaits implements DispatchListener {

	/** More than there are runs in the trees that are usually kept. */
	private static final int MAX_RUNS = 10_000;

	private final Clock clock;

	/** By the id of the run, the oldest first. Guarded by itself. */
	private final Map<UUID, Duration> waits = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<UUID, Duration> eldest) {
			return size() > MAX_RUNS;
		}

	};

	StartWaits(Clock clock) {
		this.clock = clock;
	}

	@Override
	public void started(RunInfo run) {
		Duration wait = Duration.between(run.startTime(), this.clock.instant());
		synchronized (this.waits) {
			this.waits.put(run.id(), wait.isNegative() ? Duration.ZERO : wait);
		}
	}

	/**
	 * Returns the wait of a run.
	 * @return the wait, or {@code null} if the run has not begun or is too old
	 */
	@Nullable Duration of(UUID run) {
		synchronized (this.waits) {
			return this.waits.get(run);
		}
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;

/**
 * The context of the observation of a run, as conventions and observation handlers see
 * it. Every implementation extends {@link io.micrometer.observation.Observation.Context}.
 *
 * @since 0.1.0
 */
public interface RunObservationContext {

	/**
	 * Returns the run.
	 * @return the run
	 */
	default RunInfo run() {
		return start().run();
	}

	/**
	 * Returns the start of the run.
	 * @return the start
	 */
	StartEvent start();

	/**
	 * Returns the end of the run.
	 * @return the end, or {@code null} while the run is open
	 */
	@Nullable TerminalEvent end();

}

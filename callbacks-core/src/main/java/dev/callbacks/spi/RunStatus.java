// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.time.Duration;
import java.util.Map;

import dev.callbacks.Run;

/**
 * A snapshot of a run that is under way. Immutable.
 *
 * @param run the run, which can be cancelled
 * @param age the time since its start
 * @param tokens the number of tokens so far, which may be a little behind
 * @param waitsFor the numbers of events that handlers have before them, by the names of
 * the handlers that still work; without any the run waits for its own work
 * @since 0.1.0
 */
public record RunStatus(Run run, Duration age, int tokens, Map<String, Long> waitsFor) {

	public RunStatus {
		waitsFor = Map.copyOf(waitsFor);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A run is over. Every started run has exactly one of these, and it is the run's last
 * event.
 *
 * @since 0.1.0
 */
public sealed interface TerminalEvent extends CallbackEvent permits EndEvent, ErrorEvent {

	/**
	 * Returns the start of the run, which tells its input.
	 * @return the start, or {@code null} for an event made by hand, such as in a test
	 */
	@Nullable StartEvent start();

	/**
	 * How long the run took, from its start to this event.
	 * @return the duration
	 */
	default Duration duration() {
		return Duration.ofNanos(nanos());
	}

}

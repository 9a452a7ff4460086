// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;

/**
 * A run is over. Every started run has exactly one of these, and it is the run's last
 * event.
 *
 * @since 0.1.0
 */
public sealed interface TerminalEvent extends CallbackEvent permits EndEvent, ErrorEvent {

	/**
	 * How long the run took, from its start to this event.
	 * @return the duration
	 */
	default Duration duration() {
		return Duration.ofNanos(nanos());
	}

}

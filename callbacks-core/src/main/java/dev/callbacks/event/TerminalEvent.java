// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The last event of a run. Every started run has exactly one.
 *
 * @since 0.1.0
 */
public sealed interface TerminalEvent extends CallbackEvent permits EndEvent, ErrorEvent {

	/**
	 * Returns the start of the run, which has its input.
	 * @return the start, or {@code null} for an event created by hand, such as in a test
	 */
	@Nullable StartEvent start();

	/**
	 * Returns the duration of the run, from its start to this event.
	 * @return the duration
	 */
	default Duration duration() {
		return Duration.ofNanos(nanos());
	}

}

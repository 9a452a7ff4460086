// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * Told what the dispatcher does. Called by many threads at once, on the threads that do
 * the work, so it must be fast and must not block.
 *
 * @since 0.1.0
 */
public interface DispatchListener {

	/**
	 * A run was opened.
	 * @param run the run
	 */
	default void opened(RunInfo run) {
	}

	/**
	 * A run ended.
	 * @param run the run
	 * @param reason why, or {@code null} if it came to its end
	 */
	default void ended(RunInfo run, @Nullable EndReason reason) {
	}

	/**
	 * The listener for one handler, asked for once.
	 * @param handler the handler
	 * @return the listener
	 */
	default HandlerListener handler(HandlerDescriptor handler) {
		return new HandlerListener() {
		};
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * A listener to the work of the dispatcher. Called by many threads at once, on the
 * threads that do the work, so it must be fast and must not block.
 *
 * @since 0.1.0
 */
public interface DispatchListener {

	/**
	 * Observes that a run was opened.
	 * @param run the run
	 */
	default void opened(RunInfo run) {
	}

	/**
	 * Observes that the handlers have finished the start of a run, so that its work
	 * begins. Not called for a run that ends before that.
	 * @param run the run
	 */
	default void started(RunInfo run) {
	}

	/**
	 * Observes that a run ended.
	 * @param run the run
	 * @param reason the reason of an ending by error, or {@code null} for a success
	 */
	default void ended(RunInfo run, @Nullable EndReason reason) {
	}

	/**
	 * Returns the listener for one handler. Called once for each handler, and again when
	 * it gets other settings.
	 * @param handler the handler
	 * @return the listener
	 */
	default HandlerListener handler(HandlerDescriptor handler) {
		return new HandlerListener() {
		};
	}

}

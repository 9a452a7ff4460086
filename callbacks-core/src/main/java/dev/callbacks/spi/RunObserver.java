// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import org.jspecify.annotations.Nullable;

/**
 * An observer that gives each run a companion, such as an observation. Called by the
 * thread that opens the run, in its caller's context, before the first handler.
 * <p>
 * <b>Thread-safety</b>: many threads may open runs at once. <b>Failure</b>: a run whose
 * observer throws has no companion; the failure is logged.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RunObserver {

	/**
	 * Creates the companion of a run.
	 * @param run the run
	 * @param start its start
	 * @param parent the companion of the run above, or {@code null}
	 * @return the companion, or {@code null} if the run needs none
	 */
	@Nullable RunCompanion opened(RunInfo run, StartEvent start, @Nullable RunCompanion parent);

	/**
	 * Whether companions read what models say in the terminal event. If nobody else does
	 * either, the text is not collected, and the event has usage and metadata only.
	 * @return whether they do
	 */
	default boolean needsContent() {
		return true;
	}

}

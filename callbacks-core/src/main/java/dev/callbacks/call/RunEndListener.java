// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * A handler of tokens that lets them wait for somebody who may never come. So it is told
 * of the end of its runs apart from their events, which wait behind the tokens. Called by
 * many threads at once, on those that end the runs, so it must be fast and must not
 * block.
 *
 * @since 0.1.0
 */
public interface RunEndListener {

	/**
	 * Observes that a run ends by error, ahead of its error event. If that is while the
	 * run is opened, it may be ahead of its start, or of a run that is then refused.
	 * @param run the run
	 * @param error the error
	 */
	void ending(RunInfo run, Throwable error);

	/**
	 * Observes that no further event of a run comes: each was handled or dropped.
	 * @param run the run
	 * @param error the error with which the run ended, or {@code null}
	 */
	void closed(RunInfo run, @Nullable Throwable error);

}

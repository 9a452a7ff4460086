// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import dev.callbacks.event.TerminalEvent;

/**
 * A context of a run that can be told the end of the run.
 */
interface EndingContext extends RunObservationContext {

	void ended(TerminalEvent end);

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.Map;

import dev.callbacks.Run;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.RunCompanion;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * The observation of one run. A run that was cancelled, closed or shut down has not
 * failed.
 *
 * @param observation the observation
 * @param runContext its context
 * @param capture captures what users and models write, or {@code null}
 */
record ObservedRun(Observation observation, EndingContext runContext,
		@Nullable ContentCapture capture) implements RunCompanion {

	@Override
	public Run.Scope open() {
		return this.observation.openScope()::close;
	}

	@Override
	public Map<Object, Object> context() {
		return Map.of(ObservationThreadLocalAccessor.KEY, this.observation);
	}

	@Override
	public void ended(TerminalEvent end) {
		this.runContext.ended(end);
		try {
			if (this.capture != null) {
				this.observation.highCardinalityKeyValues(this.capture.of(end));
			}
			if (end instanceof ErrorEvent error
					&& (error.reason() == EndReason.FAILED || error.reason() == EndReason.TIMED_OUT)) {
				this.observation.error(error.error());
			}
		}
		finally {
			// whatever foreign code threw, no observation is left open
			this.observation.stop();
		}
	}

}

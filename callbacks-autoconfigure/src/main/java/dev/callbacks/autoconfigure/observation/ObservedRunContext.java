// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * The context of a run that is work of this process.
 */
final class ObservedRunContext extends Observation.Context implements EndingContext {

	private final StartEvent start;

	private volatile @Nullable TerminalEvent end;

	ObservedRunContext(StartEvent start) {
		this.start = start;
	}

	@Override
	public StartEvent start() {
		return this.start;
	}

	@Override
	public @Nullable TerminalEvent end() {
		return this.end;
	}

	@Override
	public void ended(TerminalEvent end) {
		this.end = end;
	}

}

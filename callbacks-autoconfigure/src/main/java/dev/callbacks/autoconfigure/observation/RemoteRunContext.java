// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of a run that asks somebody else, such as a provider of models. Its span is
 * that of a client. Nothing is sent from here, so the headers of a trace go nowhere: the
 * HTTP client below sends its own.
 */
final class RemoteRunContext extends SenderContext<StartEvent> implements EndingContext {

	private final StartEvent start;

	private volatile @Nullable TerminalEvent end;

	RemoteRunContext(StartEvent start) {
		super((carrier, key, value) -> {
		}, Kind.CLIENT);
		this.start = start;
		setCarrier(start);
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

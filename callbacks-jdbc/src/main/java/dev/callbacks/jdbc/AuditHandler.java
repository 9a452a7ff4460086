// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;

/**
 * The handler of the audit. It buffers the start and the end of each run, and waits for
 * nothing.
 */
final class AuditHandler implements AsyncCallbackHandler {

	private static final Set<EventType> STARTS_AND_ENDS = Arrays.stream(EventType.values())
		.filter((type) -> StartEvent.class.isAssignableFrom(type.recordType())
				|| TerminalEvent.class.isAssignableFrom(type.recordType()))
		.collect(Collectors.toUnmodifiableSet());

	private final EventBuffer buffer;

	AuditHandler(EventBuffer buffer) {
		this.buffer = buffer;
	}

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withInterest(STARTS_AND_ENDS);
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		this.buffer.add(event);
		return null;
	}

}

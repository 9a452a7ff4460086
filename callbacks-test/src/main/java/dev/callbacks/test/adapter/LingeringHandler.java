// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.test.RecordedEvents;

/**
 * A handler that takes its time for each event, to find code that does not wait for it.
 * It records the events that it has finished.
 */
final class LingeringHandler implements AsyncCallbackHandler, RecordedEvents {

	private final List<CallbackEvent> finished = new CopyOnWriteArrayList<>();

	private final HandlerSettings settings;

	private final Executor later;

	LingeringHandler(HandlerSettings settings, long millis) {
		this.settings = settings;
		this.later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
	}

	@Override
	public HandlerSettings settings() {
		return this.settings;
	}

	@Override
	public CompletionStage<?> onEvent(CallbackEvent event) {
		return CompletableFuture.runAsync(() -> this.finished.add(event), this.later);
	}

	@Override
	public List<CallbackEvent> events() {
		return List.copyOf(this.finished);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.event.CallbackEvent;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous handler that keeps every event it gets, for tests of what is fired. As
 * it is called on the emitting thread, it has seen what happened before that thread goes
 * on. Keeps everything, so it is not for production.
 * <p>
 * <b>Thread-safety</b>: may be in any number of runs at once. <b>Ordering</b>: events of
 * one run are in their order.
 *
 * @since 0.1.0
 */
public class AsyncRecordingHandler implements AsyncCallbackHandler, RecordedEvents {

	private final Queue<CallbackEvent> events = new ConcurrentLinkedQueue<>();

	@Override
	public List<CallbackEvent> events() {
		return List.copyOf(this.events);
	}

	/**
	 * Forgets what it got.
	 */
	public void clear() {
		this.events.clear();
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		this.events.add(event);
		return null;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.CallbackEvent;

/**
 * A blocking handler that keeps every event, for tests. Read it after
 * {@link CallbackTests#awaitIdle}. It has no limit, so it is not for production.
 * <p>
 * <b>Thread-safety</b>: any number of runs may use it at once. <b>Ordering</b>: events of
 * one run are in order.
 *
 * @since 0.1.0
 */
public class RecordingHandler implements CallbackHandler, RecordedEvents {

	private final Queue<CallbackEvent> events = new ConcurrentLinkedQueue<>();

	@Override
	public List<CallbackEvent> events() {
		return List.copyOf(this.events);
	}

	/**
	 * Discards all events.
	 */
	public void clear() {
		this.events.clear();
	}

	@Override
	public void onEvent(CallbackEvent event) {
		this.events.add(event);
	}

}

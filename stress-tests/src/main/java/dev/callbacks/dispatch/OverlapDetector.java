// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.CallbackEvent;

/**
 * A serialized handler that detects whether two threads are in it at once.
 */
final class OverlapDetector implements CallbackHandler {

	final AtomicInteger calls = new AtomicInteger();

	volatile boolean overlapped;

	private final AtomicInteger inside = new AtomicInteger();

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withSerialized(true);
	}

	@Override
	public void onEvent(CallbackEvent event) {
		if (this.inside.incrementAndGet() != 1) {
			this.overlapped = true;
		}
		this.calls.incrementAndGet();
		for (int i = 0; i < 20; i++) {
			Thread.onSpinWait();
		}
		this.inside.decrementAndGet();
	}

}

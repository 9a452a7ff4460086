// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.spi.HandlerStatus;
import dev.callbacks.spi.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * The use of the windows of handlers: of each, the largest part of its window that is
 * taken in an open run. It is worked out when somebody reads it, and then once a second
 * at most.
 */
final class WindowUse {

	private static final long CURRENT = TimeUnit.SECONDS.toNanos(1);

	private final Supplier<@Nullable CallbackDispatcher> dispatcher;

	/** Guarded by this, as is {@link #readAt}. */
	private Map<String, Double> uses = Map.of();

	private long readAt = System.nanoTime() - CURRENT;

	/**
	 * Creates a reader.
	 * @param dispatcher returns the dispatcher, or {@code null} if there is none
	 */
	WindowUse(Supplier<@Nullable CallbackDispatcher> dispatcher) {
		this.dispatcher = dispatcher;
	}

	/**
	 * Returns the use of a handler's window.
	 * @param handler the name of the handler
	 * @return the use, from 0 to 1
	 */
	synchronized double of(String handler) {
		long now = System.nanoTime();
		if (now - this.readAt >= CURRENT) {
			CallbackDispatcher dispatcher = this.dispatcher.get();
			this.uses = (dispatcher != null) ? read(dispatcher) : Map.of();
			this.readAt = now;
		}
		return this.uses.getOrDefault(handler, 0.0);
	}

	private static Map<String, Double> read(CallbackDispatcher dispatcher) {
		Map<String, Integer> windows = new HashMap<>();
		for (HandlerStatus handler : dispatcher.handlers()) {
			Integer window = handler.settings().window();
			if (window != null) {
				windows.put(handler.name(), window);
			}
		}
		Map<String, Double> uses = new HashMap<>();
		for (RunStatus run : dispatcher.runs()) {
			run.waitsFor().forEach((handler, events) -> {
				Integer window = windows.get(handler);
				if (window != null) {
					uses.merge(handler, Math.min(1.0, (double) events / window), Math::max);
				}
			});
		}
		return uses;
	}

}

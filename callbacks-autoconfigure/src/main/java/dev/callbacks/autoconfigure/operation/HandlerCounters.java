// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;

/**
 * The counters of all handlers, by name. Handlers that single calls name are counted with
 * those of the same name. The number of names is bounded: a handler beyond it is not
 * counted.
 */
public final class HandlerCounters implements DispatchListener {

	private static final int MAX_NAMES = 1_000;

	private final LongSupplier clock;

	private final Map<String, HandlerCounts> counts = new ConcurrentHashMap<>();

	/**
	 * Creates the counters.
	 * @param clock the reading of a clock in nanoseconds
	 */
	public HandlerCounters(LongSupplier clock) {
		this.clock = clock;
	}

	@Override
	public HandlerListener handler(HandlerDescriptor handler) {
		if (this.counts.size() >= MAX_NAMES) {
			return of(handler.name());
		}
		return this.counts.computeIfAbsent(handler.name(), (name) -> new HandlerCounts(this.clock));
	}

	/**
	 * Whether a handler has lost an event lately, since it is stuck or was cut off.
	 * @param name the name of the handler
	 * @param period the time that is meant by lately
	 * @return whether it has
	 */
	public boolean hasLostWithin(String name, Duration period) {
		return of(name).hasLostWithin(period);
	}

	/**
	 * Returns the counts of a handler, which are zero for one that is not counted.
	 */
	HandlerCounts of(String name) {
		HandlerCounts known = this.counts.get(name);
		return (known != null) ? known : new HandlerCounts(this.clock);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one handler.
 */
final class HandlerMetrics implements HandlerListener {

	private final MeterRegistry registry;

	private final String handler;

	private final AtomicReferenceArray<EventMetrics> events = new AtomicReferenceArray<>(EventType.values().length);

	private final LongAdder backlog = new LongAdder();

	private final AtomicInteger stuckThreads = new AtomicInteger();

	private final Timer wait;

	HandlerMetrics(MeterRegistry registry, String handler, WindowUse windows) {
		this.registry = registry;
		this.handler = handler;
		this.wait = Timer.builder("callbacks.lane.wait")
			.description("Time that events were ready and waited for a thread")
			.tag("handler", handler)
			.register(registry);
		// finished tokens may be reported before accepted ones
		Gauge.builder("callbacks.handler.lag", this.backlog, (backlog) -> Math.max(0, backlog.sum()))
			.description("Events that a handler is to get and is not done with")
			.tag("handler", handler)
			.register(registry);
		Gauge.builder("callbacks.handler.window.use", windows, (uses) -> uses.of(handler))
			.description("Largest part of the window of a handler that is taken in an open run")
			.strongReference(true)
			.tag("handler", handler)
			.register(registry);
		Gauge.builder("callbacks.handler.stuck", this.stuckThreads, AtomicInteger::get)
			.description("Threads that are still in a handler that was given up")
			.tag("handler", handler)
			.register(registry);
	}

	/**
	 * Registers the meters of events now: whatever happens first after the registry was
	 * closed is counted then, too.
	 */
	void register(Set<EventType> types) {
		types.forEach(this::of);
	}

	private EventMetrics of(EventType type) {
		EventMetrics metrics = this.events.get(type.ordinal());
		return (metrics != null) ? metrics : register(type);
	}

	/**
	 * Registers the meters of events of one type, once: those of tokens show the sums of
	 * whoever registers them first.
	 */
	private synchronized EventMetrics register(EventType type) {
		EventMetrics metrics = this.events.get(type.ordinal());
		if (metrics == null) {
			metrics = new EventMetrics(this.registry, this.handler, type);
			this.events.set(type.ordinal(), metrics);
		}
		return metrics;
	}

	@Override
	public void accepted(EventType type, long count) {
		this.backlog.add(count);
		of(type).accepted(count);
	}

	@Override
	public void finished(EventType type, Outcome outcome, long count, long nanos) {
		this.backlog.add(-count);
		of(type).finished(outcome, count, nanos);
	}

	@Override
	public void dropped(EventType type, DropReason reason, long count) {
		this.backlog.add(-count);
		of(type).dropped(reason, count);
	}

	@Override
	public void stuckThreads(int change) {
		this.stuckThreads.addAndGet(change);
	}

	@Override
	public void waited(long nanos) {
		this.wait.record(nanos, TimeUnit.NANOSECONDS);
	}

}

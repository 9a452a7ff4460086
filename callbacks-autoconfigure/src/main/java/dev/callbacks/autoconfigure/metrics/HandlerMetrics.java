// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one handler. Work on tokens is counted and summed up in lots, which is
 * exact in number and total; there is no maximum of it.
 */
final class HandlerMetrics implements HandlerListener {

	private final MeterRegistry registry;

	private final String handler;

	private final @Nullable Counter[] accepted = new Counter[EventType.values().length];

	private final @Nullable Work[] work = new Work[EventType.values().length * Outcome.values().length];

	private final Map<Drop, Counter> dropped = new ConcurrentHashMap<>();

	private final Timer wait;

	HandlerMetrics(MeterRegistry registry, String handler) {
		this.registry = registry;
		this.handler = handler;
		this.wait = Timer.builder("callbacks.lane.wait")
			.description("Time that events were ready and waited for a thread")
			.tag("handler", handler)
			.register(registry);
	}

	@Override
	public void accepted(EventType type, long count) {
		Counter counter = this.accepted[type.ordinal()];
		if (counter == null) {
			// registering twice gives the same counter, so a race does no harm
			counter = Counter.builder("callbacks.events")
				.description("Events that a handler is to get")
				.tag("handler", this.handler)
				.tag("event.type", MeterTags.value(type))
				.register(this.registry);
			this.accepted[type.ordinal()] = counter;
		}
		counter.increment(count);
	}

	@Override
	public void finished(EventType type, Outcome outcome, long count, long nanos) {
		int index = type.ordinal() * Outcome.values().length + outcome.ordinal();
		Work work = this.work[index];
		if (work == null) {
			work = register(index, type, outcome);
		}
		work.count().add(count);
		work.nanos().add(nanos);
	}

	private synchronized Work register(int index, EventType type, Outcome outcome) {
		Work known = this.work[index];
		if (known != null) {
			return known;
		}
		Work work = new Work(new LongAdder(), new LongAdder());
		FunctionTimer
			.builder("callbacks.handler.duration", work, (sums) -> sums.count().sum(), (sums) -> sums.nanos().sum(),
					TimeUnit.NANOSECONDS)
			.description("Time that a handler worked on events, stages it returned included")
			.tag("handler", this.handler)
			.tag("event.type", MeterTags.value(type))
			.tag("outcome", MeterTags.value(outcome))
			.register(this.registry);
		this.work[index] = work;
		return work;
	}

	@Override
	public void dropped(EventType type, DropReason reason, long count) {
		this.dropped.computeIfAbsent(new Drop(type, reason), this::counter).increment(count);
	}

	private Counter counter(Drop drop) {
		return Counter.builder("callbacks.events.dropped")
			.description("Events that a handler was to get and did not")
			.tag("handler", this.handler)
			.tag("event.type", MeterTags.value(drop.type()))
			.tag("reason", MeterTags.value(drop.reason()))
			.register(this.registry);
	}

	@Override
	public void waited(long nanos) {
		this.wait.record(nanos, TimeUnit.NANOSECONDS);
	}

	private record Work(LongAdder count, LongAdder nanos) {
	}

	private record Drop(EventType type, DropReason reason) {
	}

}

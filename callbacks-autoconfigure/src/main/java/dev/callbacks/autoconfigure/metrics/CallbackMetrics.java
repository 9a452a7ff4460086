// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The meters of runs and handlers. Each meter is looked up once, when it first has a
 * value. There are at most a hundred names of handlers; further ones count as one.
 */
final class CallbackMetrics implements DispatchListener {

	private static final int MAX_HANDLERS = 100;

	private static final String OTHER = "_OTHER";

	private final MeterRegistry registry;

	private final Map<RunKind, AtomicInteger> active = new EnumMap<>(RunKind.class);

	private final Map<Ending, Counter> runs = new ConcurrentHashMap<>();

	private final Set<String> handlers = ConcurrentHashMap.newKeySet();

	private final Map<String, HandlerMetrics> handlerMetrics = new ConcurrentHashMap<>();

	CallbackMetrics(MeterRegistry registry) {
		this.registry = registry;
		for (RunKind kind : RunKind.values()) {
			AtomicInteger active = new AtomicInteger();
			this.active.put(kind, active);
			Gauge.builder("callbacks.runs.active", active, AtomicInteger::get)
				.description("Runs that have started and not ended")
				.tag("run.kind", MeterTags.value(kind))
				.register(registry);
		}
	}

	@Override
	public void opened(RunInfo run) {
		active(run).incrementAndGet();
	}

	@Override
	public void ended(RunInfo run, @Nullable EndReason reason) {
		active(run).decrementAndGet();
		this.runs.computeIfAbsent(new Ending(run.kind(), reason), this::counter).increment();
	}

	private AtomicInteger active(RunInfo run) {
		return this.active.getOrDefault(run.kind(), new AtomicInteger());
	}

	private Counter counter(Ending ending) {
		return Counter.builder("callbacks.runs")
			.description("Runs that have ended")
			.tag("run.kind", MeterTags.value(ending.kind()))
			.tag("outcome", (ending.reason() != null) ? MeterTags.value(ending.reason()) : "success")
			.register(this.registry);
	}

	@Override
	public HandlerListener handler(HandlerDescriptor handler) {
		boolean known = this.handlers.contains(handler.name())
				|| (this.handlers.size() < MAX_HANDLERS && this.handlers.add(handler.name()));
		return this.handlerMetrics.computeIfAbsent(known ? handler.name() : OTHER,
				(name) -> new HandlerMetrics(this.registry, name));
	}

	private record Ending(RunKind kind, @Nullable EndReason reason) {
	}

}

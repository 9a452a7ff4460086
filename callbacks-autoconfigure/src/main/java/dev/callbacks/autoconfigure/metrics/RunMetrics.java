// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The meters of runs of one kind.
 */
final class RunMetrics {

	private final AtomicInteger active = new AtomicInteger();

	private final Counter succeeded;

	private final Map<EndReason, Counter> ended = new EnumMap<>(EndReason.class);

	RunMetrics(MeterRegistry registry, RunKind kind) {
		Gauge.builder("callbacks.runs.active", this.active, AtomicInteger::get)
			.description("Runs that have started and not ended")
			.tag("run.kind", MeterTags.value(kind))
			.register(registry);
		this.succeeded = counter(registry, kind, "success");
		for (EndReason reason : EnumSet.complementOf(EnumSet.of(EndReason.ABANDONED))) {
			this.ended.put(reason, counter(registry, kind, MeterTags.value(reason)));
		}
	}

	private static Counter counter(MeterRegistry registry, RunKind kind, String outcome) {
		return Counter.builder("callbacks.runs")
			.description("Runs that have ended")
			.tag("run.kind", MeterTags.value(kind))
			.tag("outcome", outcome)
			.register(registry);
	}

	void opened() {
		this.active.incrementAndGet();
	}

	void ended(@Nullable EndReason reason) {
		this.active.decrementAndGet();
		((reason != null) ? this.ended.getOrDefault(reason, this.succeeded) : this.succeeded).increment();
	}

}

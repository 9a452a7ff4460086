// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.util.function.ToDoubleFunction;

import dev.callbacks.kafka.fleet.FleetCounts;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.relay.RelayCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of the relay and of the readers.
 */
final class RelayMetrics implements MeterBinder {

	private final Relay relay;

	private final FleetCounts fleet;

	RelayMetrics(Relay relay, FleetCounts fleet) {
		this.relay = relay;
		this.fleet = fleet;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		sent(registry, "accepted", RelayCounts::accepted);
		sent(registry, "relayed", RelayCounts::relayed);
		sent(registry, "shed", RelayCounts::shed);
		sent(registry, "recovered", RelayCounts::recovered);
		Gauge.builder("callbacks.relay.spooled", this.relay.counts(), RelayCounts::spooled)
			.description("Events that wait in the spool")
			.register(registry);
		Gauge.builder("callbacks.relay.spool.size", this.relay, Relay::spoolSize)
			.description("Size of the spool")
			.baseUnit("bytes")
			.register(registry);
		Gauge.builder("callbacks.relay.buffer.size", this.relay, Relay::bufferedBytes)
			.description("Memory of events on their way")
			.baseUnit("bytes")
			.register(registry);
		met(registry, "duplicate", FleetCounts::duplicates);
		met(registry, "void", FleetCounts::voids);
		met(registry, "skipped", FleetCounts::skipped);
		met(registry, "gap", FleetCounts::gaps);
		met(registry, "abandoned", FleetCounts::abandoned);
	}

	private void sent(MeterRegistry registry, String result, ToDoubleFunction<RelayCounts> count) {
		FunctionCounter.builder("callbacks.relay.events", this.relay.counts(), count)
			.description("Events that the relay took, sent, or left out")
			.tag("result", result)
			.register(registry);
	}

	private void met(MeterRegistry registry, String what, ToDoubleFunction<FleetCounts> count) {
		FunctionCounter.builder("callbacks.fleet.records", this.fleet, count)
			.description("What readers of the log met beside events")
			.tag("what", what)
			.register(registry);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.EnumMap;
import java.util.Map;

import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * The meters of one handler for events of one type.
 */
final class EventMetrics {

	private final Counter accepted;

	private final Map<Outcome, WorkTime> finished = new EnumMap<>(Outcome.class);

	private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);

	EventMetrics(MeterRegistry registry, String handler, EventType type) {
		Tags tags = Tags.of("handler", handler, "event.type", MeterTags.value(type));
		this.accepted = Counter.builder("callbacks.events")
			.description("Events that a handler is to get")
			.tags(tags)
			.register(registry);
		this.finished.put(Outcome.TIMEOUT, WorkTime.single(registry, tags(tags, Outcome.TIMEOUT)));
		for (Outcome outcome : new Outcome[] { Outcome.SUCCESS, Outcome.ERROR }) {
			this.finished.put(outcome, (type == EventType.LLM_NEW_TOKEN) ? WorkTime.lots(registry, tags(tags, outcome))
					: WorkTime.single(registry, tags(tags, outcome)));
		}
		for (DropReason reason : DropReason.values()) {
			this.dropped.put(reason,
					Counter.builder("callbacks.events.dropped")
						.description("Events that a handler was to get and did not")
						.tags(tags)
						.tag("reason", MeterTags.value(reason))
						.register(registry));
		}
	}

	private static Tags tags(Tags tags, Outcome outcome) {
		return tags.and("outcome", MeterTags.value(outcome));
	}

	void accepted(long count) {
		this.accepted.increment(count);
	}

	@SuppressWarnings("NullAway") // there is one for each
	void finished(Outcome outcome, long count, long nanos) {
		this.finished.get(outcome).add(count, nanos);
	}

	@SuppressWarnings("NullAway") // there is one for each
	void dropped(DropReason reason, long count) {
		this.dropped.get(reason).increment(count);
	}

}

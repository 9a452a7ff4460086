// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;

/**
 * The meter of the time that a handler works on events. Of single events all is known; of
 * tokens, which come in lots, the number and the sum of their times, both exact.
 */
@FunctionalInterface
interface WorkTime {

	String NAME = "callbacks.handler.duration";

	String DESCRIPTION = "Time that a handler worked on events, stages it returned included";

	/**
	 * Adds work.
	 * @param count the number of events
	 * @param nanos their time in total
	 */
	void add(long count, long nanos);

	/**
	 * Registers a timer for events that come one by one.
	 */
	static WorkTime single(MeterRegistry registry, Tags tags) {
		Timer timer = timer(registry, tags);
		return (count, nanos) -> {
			long mean = nanos / count;
			timer.record(nanos - mean * (count - 1), TimeUnit.NANOSECONDS);
			for (long i = 1; i < count; i++) {
				timer.record(mean, TimeUnit.NANOSECONDS);
			}
		};
	}

	/**
	 * Registers a meter for events that come in lots: number and sum are added at once,
	 * and there is no maximum. Only if somebody has asked for a histogram each event is
	 * recorded, with the mean of its lot, since Prometheus takes no histogram beside a
	 * meter without one.
	 */
	static WorkTime lots(MeterRegistry registry, Tags tags) {
		if (hasHistogram(registry, tags.and("outcome", "timeout"))) {
			return single(registry, tags);
		}
		LongAdder events = new LongAdder();
		LongAdder time = new LongAdder();
		FunctionTimer.builder(NAME, events, LongAdder::sum, (sum) -> time.sum(), TimeUnit.NANOSECONDS)
			.description(DESCRIPTION)
			.tags(tags)
			.register(registry);
		return (count, nanos) -> {
			events.add(count);
			time.add(nanos);
		};
	}

	private static boolean hasHistogram(MeterRegistry registry, Tags tags) {
		if (registry instanceof CompositeMeterRegistry composite) {
			return composite.getRegistries().stream().anyMatch((part) -> hasHistogram(part, tags));
		}
		return timer(registry, tags).takeSnapshot().histogramCounts().length != 0;
	}

	private static Timer timer(MeterRegistry registry, Tags tags) {
		return Timer.builder(NAME).description(DESCRIPTION).tags(tags).register(registry);
	}

}

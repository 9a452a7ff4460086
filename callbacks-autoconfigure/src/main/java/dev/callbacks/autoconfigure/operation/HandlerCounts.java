// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;

/**
 * The counts of one handler since the application started. Any thread may count and read;
 * what is read is no snapshot of one moment.
 */
final class HandlerCounts implements HandlerListener {

	private final LongSupplier clock;

	private final LongAdder accepted = new LongAdder();

	/** By {@link Outcome}. */
	private final LongAdder[] finished = adders(Outcome.values().length);

	/** By {@link DropReason}. */
	private final LongAdder[] dropped = adders(DropReason.values().length);

	private final LongAdder nanos = new LongAdder();

	private final DurationHistogram durations = new DurationHistogram();

	private volatile boolean lost;

	/** The time at which an event was lost last. Written before the flag. */
	private volatile long lostAt;

	/**
	 * Creates the counts.
	 * @param clock the reading of a clock in nanoseconds
	 */
	HandlerCounts(LongSupplier clock) {
		this.clock = clock;
	}

	private static LongAdder[] adders(int number) {
		return Stream.generate(LongAdder::new).limit(number).toArray(LongAdder[]::new);
	}

	@Override
	public void accepted(EventType type, long count) {
		this.accepted.add(count);
	}

	@Override
	public void finished(EventType type, Outcome outcome, long count, long nanos) {
		this.finished[outcome.ordinal()].add(count);
		this.nanos.add(nanos);
		if (count > 0) {
			this.durations.record(nanos / count, count);
		}
	}

	@Override
	public void dropped(EventType type, DropReason reason, long count) {
		this.dropped[reason.ordinal()].add(count);
		if (reason == DropReason.STUCK || reason == DropReason.CUT_OFF) {
			this.lostAt = this.clock.getAsLong();
			this.lost = true;
		}
	}

	long calls() {
		return sum(this.finished);
	}

	long finished(Outcome outcome) {
		return this.finished[outcome.ordinal()].sum();
	}

	/**
	 * Returns the events that were dropped, by reason.
	 */
	Map<DropReason, Long> dropped() {
		Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
		for (DropReason reason : DropReason.values()) {
			long count = this.dropped[reason.ordinal()].sum();
			if (count != 0) {
				dropped.put(reason, count);
			}
		}
		return dropped;
	}

	/**
	 * Returns the number of events that are neither finished nor dropped.
	 */
	long backlog() {
		return Math.max(0, this.accepted.sum() - sum(this.finished) - sum(this.dropped));
	}

	private static long sum(LongAdder[] adders) {
		return Arrays.stream(adders).mapToLong(LongAdder::sum).sum();
	}

	Duration time() {
		return Duration.ofNanos(this.nanos.sum());
	}

	/**
	 * Returns the time that nineteen of twenty calls do not exceed. Tokens that are
	 * counted together count with their mean.
	 */
	Duration p95() {
		return this.durations.percentile(0.95);
	}

	/**
	 * Whether the handler has lost an event lately, since it is stuck or was cut off.
	 * Neither shedding, which it has asked for, nor a shutdown counts.
	 */
	boolean hasLostWithin(Duration period) {
		return this.lost && this.clock.getAsLong() - this.lostAt < period.toNanos();
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Percentiles of durations.
 */
class DurationHistogramTests {

	private final DurationHistogram histogram = new DurationHistogram();

	@Test
	void isZeroWithoutDurations() {
		assertThat(this.histogram.percentile(0.95)).isZero();
	}

	@Test
	void percentileIsTheDurationThatAShareDoesNotExceed() {
		this.histogram.record(Duration.ofMillis(1).toNanos(), 95);
		this.histogram.record(Duration.ofSeconds(1).toNanos(), 5);
		assertThat(this.histogram.percentile(0.95)).isBetween(Duration.ofMillis(1), Duration.ofNanos(1_125_000));
		assertThat(this.histogram.percentile(0.96)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_125));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 7, 8, 9, 15, 16, 17, 1_000, 123_456_789, Long.MAX_VALUE })
	void everyDurationIsAtMostAnEighthTooLong(long nanos) {
		this.histogram.record(nanos, 1);
		assertThat(this.histogram.percentile(1).toNanos()).isBetween(nanos,
				(nanos > Long.MAX_VALUE / 2) ? Long.MAX_VALUE : nanos + nanos / 8);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A collection of times, for percentiles. It keeps the first half a million. Safe for use
 * by several threads.
 */
final class Lags {

	private final long[] nanos = new long[1 << 19];

	private final AtomicInteger size = new AtomicInteger();

	void add(long nanos) {
		int at = this.size.getAndIncrement();
		if (at < this.nanos.length) {
			this.nanos[at] = nanos;
		}
	}

	/**
	 * Returns a percentile in microseconds.
	 */
	double micros(int percent) {
		long[] sorted = Arrays.copyOf(this.nanos, Math.min(this.size.get(), this.nanos.length));
		Arrays.sort(sorted);
		return (sorted.length == 0) ? 0 : sorted[(int) ((sorted.length - 1) * (long) percent / 100)] / 1e3;
	}

}

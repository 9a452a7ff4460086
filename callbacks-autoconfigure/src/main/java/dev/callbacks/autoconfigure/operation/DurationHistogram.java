// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of durations, from which percentiles are read. Its buckets grow with the
 * durations, so that what is read is at most an eighth too long. Any thread may record
 * and read.
 */
final class DurationHistogram {

	/** The number of buckets for the durations from a power of two to the next. */
	private static final int PARTS = 8;

	private static final int PART_BITS = 3;

	private final AtomicLongArray counts = new AtomicLongArray(Long.SIZE * PARTS);

	void record(long nanos, long count) {
		this.counts.addAndGet(bucket(Math.max(0, nanos)), count);
	}

	/**
	 * Returns the duration that a share of all durations does not exceed.
	 * @param share the share, above 0 and at most 1
	 * @return the duration, or zero if nothing is recorded
	 */
	Duration percentile(double share) {
		long total = 0;
		for (int i = 0; i < this.counts.length(); i++) {
			total += this.counts.get(i);
		}
		long left = (long) Math.ceil(total * share);
		for (int i = 0; i < this.counts.length() && total > 0; i++) {
			left -= this.counts.get(i);
			if (left <= 0) {
				return Duration.ofNanos(longest(i));
			}
		}
		return Duration.ZERO;
	}

	private static int bucket(long nanos) {
		if (nanos < PARTS) {
			return (int) nanos;
		}
		int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
		int part = (int) (nanos >>> (power - PART_BITS)) & (PARTS - 1);
		return (power - PART_BITS + 1) * PARTS + part;
	}

	/**
	 * Returns the longest duration that falls into a bucket.
	 */
	private static long longest(int bucket) {
		if (bucket < PARTS) {
			return bucket;
		}
		int shift = bucket / PARTS - 1;
		return ((PARTS + bucket % PARTS + 1L) << shift) - 1;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A maker of ids of runs: UUIDs of version 7 whose time and counter only ever grow, so
 * that ids of one JVM are in the order of their making, even when its clock steps back.
 */
final class RunIds {

	private static final int COUNTER_BITS = 12;

	/** Milliseconds since the epoch, then a counter. */
	private final AtomicLong last = new AtomicLong();

	UUID next() {
		long now = System.currentTimeMillis() << COUNTER_BITS;
		long next = this.last.updateAndGet((last) -> Math.max(last + 1, now));
		long high = ((next >>> COUNTER_BITS) << 16) | 0x7000L | (next & 0xFFF);
		long low = 0x8000_0000_0000_0000L | (ThreadLocalRandom.current().nextLong() >>> 2);
		return new UUID(high, low);
	}

}

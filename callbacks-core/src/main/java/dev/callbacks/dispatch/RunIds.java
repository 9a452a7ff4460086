/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids of runs: UUIDs of version 7 whose time and counter only ever grow, so that
 * ids of one JVM are in the order of their making, even when its clock steps back.
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

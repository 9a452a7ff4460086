// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.HashMap;
import java.util.Map;

/**
 * The signs of life of processes in one partition, in the time of the log: what this
 * process reads of itself there is the clock. A process is dead when the log has been
 * without a sign of it for the time of a lease, and two ticks of the clock in all that
 * time show that the broker was there. For one thread.
 */
final class Leases {

	private static final int TICKS = 2;

	private final long own;

	private final long lease;

	/** The least time between two ticks. */
	private final long interval;

	private final Map<Long, Signs> signs = new HashMap<>();

	private long lastTick;

	/**
	 * Creates leases of which no sign is known.
	 * @param own the epoch of this process
	 * @param lease the time without a sign, in milliseconds
	 * @param interval the time between two signs
	 */
	Leases(long own, long lease, long interval) {
		this.own = own;
		this.lease = lease;
		this.interval = interval * 3 / 4;
	}

	void sign(long epoch, long time) {
		if (epoch != this.own) {
			// one topic may be read later than the other
			this.signs.merge(epoch, new Signs(time, 0), (known, sign) -> (sign.time() > known.time()) ? sign : known);
		}
		else if (time - this.lastTick >= this.interval) {
			this.lastTick = time;
			this.signs.replaceAll((other, signs) -> new Signs(signs.time(), signs.ticks() + 1));
		}
	}

	/**
	 * Returns the present time of the log, as the last tick tells it.
	 */
	long time() {
		return this.lastTick;
	}

	/**
	 * Whether a process has given no sign for too long.
	 */
	boolean isLapsed(long epoch) {
		Signs signs = this.signs.get(epoch);
		return signs != null && signs.ticks() >= TICKS && this.lastTick - signs.time() >= this.lease;
	}

	private record Signs(long time, int ticks) {

	}

}

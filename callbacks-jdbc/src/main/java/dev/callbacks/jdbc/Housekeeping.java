// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of a process for its lease and, if it is the oldest that lives, for all
 * processes: it closes runs that have lost theirs, and removes old rows.
 * <p>
 * It judges others only after it has been in touch with the database for a whole lease.
 * So if the database was away, every process that lives has renewed its lease before.
 */
final class Housekeeping {

	private static final Logger logger = LoggerFactory.getLogger(Housekeeping.class);

	private static final int BATCH = 500;

	private static final long RETENTION_INTERVAL = Duration.ofMinutes(1).toNanos();

	private final AuditStore store;

	private final long lease;

	private final @Nullable Retention retention;

	private long nextRenewal = System.nanoTime();

	private long nextRetention = System.nanoTime();

	/** The time since which every renewal succeeded. */
	private long inTouchSince = System.nanoTime();

	Housekeeping(AuditStore store, Duration lease, @Nullable Retention retention) {
		this.store = store;
		this.lease = lease.toNanos();
		this.retention = retention;
	}

	/**
	 * Does what is due.
	 * @param judges whether this process may close runs of others: not while it has a
	 * spool, in which there may be ends of runs of a dead process
	 */
	void run(boolean judges) {
		if (System.nanoTime() - this.nextRenewal < 0) {
			return;
		}
		Instant now = this.store.renew();
		this.nextRenewal = System.nanoTime() + this.lease / 3;
		boolean inTouch = System.nanoTime() - this.inTouchSince > this.lease;
		if (judges && inTouch && this.store.isOldest(now)) {
			abandon(now);
			remove(now);
		}
	}

	private void abandon(Instant now) {
		int abandoned = this.store.abandon(now, BATCH);
		if (abandoned > 0) {
			logger.warn("{} runs are closed as abandoned, since the leases of their processes have lapsed", abandoned);
			this.nextRenewal = System.nanoTime();
		}
	}

	private void remove(Instant now) {
		if (this.retention == null || System.nanoTime() - this.nextRetention < 0) {
			return;
		}
		boolean moved = this.retention.advance(now);
		if (this.retention.removeBatch(now) == Retention.BATCH || moved) {
			this.nextRenewal = System.nanoTime();
		}
		else {
			this.nextRetention = System.nanoTime() + RETENTION_INTERVAL;
		}
	}

	/**
	 * Starts the wait for a whole lease again, after the database was away.
	 */
	void lostTouch() {
		this.inTouchSince = System.nanoTime();
		this.nextRenewal = System.nanoTime();
	}

}

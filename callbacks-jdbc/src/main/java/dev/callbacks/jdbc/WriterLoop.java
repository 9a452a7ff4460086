// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Duration;
import java.util.List;

import dev.callbacks.autoconfigure.spool.OccasionalLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the thread that talks to the database: it writes what waits, and keeps
 * house. While the database is away, everything goes to the spool.
 */
final class WriterLoop {

	private static final Logger logger = LoggerFactory.getLogger(WriterLoop.class);

	private final AuditStore store;

	private final BatchWriter writer;

	private final Housekeeping housekeeping;

	private final HeadExport export;

	private final AuditAccounts accounts;

	private final int maxBatch;

	private final Duration retryInterval;

	private final OccasionalLog log = new OccasionalLog(logger);

	private int batchSize;

	/** Whether the last attempt failed. */
	private boolean away;

	WriterLoop(AuditStore store, Housekeeping housekeeping, HeadExport export, AuditAccounts accounts, int maxBatch,
			Duration retryInterval) {
		this.store = store;
		this.writer = new BatchWriter(store);
		this.housekeeping = housekeeping;
		this.export = export;
		this.accounts = accounts;
		this.maxBatch = maxBatch;
		this.batchSize = maxBatch;
		this.retryInterval = retryInterval;
	}

	/**
	 * Writes a batch, if there are rows, and does what is due.
	 * @param outbox the rows
	 * @return the next step
	 */
	Next step(Outbox outbox) {
		List<AuditRow> rows = outbox.peek(this.batchSize);
		try {
			if (!rows.isEmpty()) {
				int refused = this.writer.write(rows);
				int removed = outbox.remove(rows.size());
				this.accounts.lost(AuditAccounts.Loss.REFUSED, Math.min(refused, removed));
				this.accounts.written(Math.max(0, removed - refused));
				this.batchSize = Math.min(this.maxBatch, this.batchSize * 2);
			}
			this.housekeeping.run(outbox.spooled() == 0);
			this.export.offer(this.store.head());
			cameBack();
			return rows.isEmpty() ? Next.WAIT : Next.GO_ON;
		}
		catch (Throwable ex) {
			wentAway(ex);
			// a smaller batch may be done before its timeout
			this.batchSize = Math.max(1, this.batchSize / 2);
			outbox.spill();
			return Next.RETRY;
		}
	}

	private void wentAway(Throwable ex) {
		this.away = true;
		this.housekeeping.lostTouch();
		this.log.warn("The database takes no rows of the audit, which are spooled until it does: {}",
				FailureText.of(ex));
	}

	private void cameBack() {
		if (this.away) {
			this.away = false;
			logger.info("The database takes rows of the audit again");
		}
	}

	/**
	 * Ends the lease, after the last row was written.
	 */
	void finish() {
		try {
			this.store.release();
		}
		catch (RuntimeException ex) {
			logger.debug("The lease cannot be given back, and lapses: {}", FailureText.of(ex));
		}
		this.export.export(this.store.head());
	}

	long retryNanos() {
		return this.retryInterval.toNanos();
	}

	/**
	 * A next step.
	 */
	enum Next {

		/** There may be more rows. */
		GO_ON,

		/** There are no rows. */
		WAIT,

		/** The database takes no rows now. */
		RETRY

	}

}

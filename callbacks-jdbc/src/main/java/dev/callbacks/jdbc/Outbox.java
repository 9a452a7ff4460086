// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows that are still to be written, in their order. They are in memory while the
 * database keeps up, and all of them in the spool from the time at which it does not
 * until it has taken the last of them.
 * <p>
 * <b>Invariant</b>: the rows are either in memory or in the spool, never in both. So the
 * oldest rows are the same wherever they are, and a batch that was read from memory can
 * be removed from the spool. Guarded by this.
 */
final class Outbox {

	private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

	/** The time that rows wait in memory, which a process that is killed loses. */
	private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

	private final Deque<Waiting> memory = new ArrayDeque<>();

	private final int maxInMemory;

	private final AuditAccounts accounts;

	private final OccasionalLog lossLog = new OccasionalLog(logger);

	private final OccasionalLog spoolLog = new OccasionalLog(logger);

	/** The spool, or {@code null} if none could be opened. */
	private @Nullable Spool spool;

	/**
	 * Whether rows are no longer written: a writer that comes back late changes nothing.
	 */
	private boolean closed;

	Outbox(@Nullable Spool spool, int maxInMemory, AuditAccounts accounts) {
		this.spool = spool;
		this.maxInMemory = maxInMemory;
		this.accounts = accounts;
	}

	/**
	 * Adds rows. What there is no room for is lost, and counted.
	 */
	synchronized void add(List<AuditRow> rows) {
		long now = System.nanoTime();
		rows.forEach((row) -> this.memory.add(new Waiting(row, now)));
		if (this.memory.size() > this.maxInMemory || spooled() > 0) {
			spill();
		}
	}

	/**
	 * Moves all rows to the spool if the oldest has waited too long, since the database
	 * is slow or does not answer.
	 */
	synchronized void spillIfLate() {
		Waiting oldest = this.memory.peekFirst();
		if (oldest != null && System.nanoTime() - oldest.since() > PATIENCE) {
			spill();
		}
	}

	/**
	 * Moves all rows to the spool, which survives the process.
	 */
	synchronized void spill() {
		List<AuditRow> rows = this.memory.stream().map(Waiting::row).toList();
		if (this.spool == null || rows.isEmpty()) {
			shedMemory();
			return;
		}
		try {
			int taken = this.spool.append(rows);
			this.memory.clear();
			lose(rows.size() - taken, "the spool " + this.spool.path() + " is full");
		}
		catch (IOException ex) {
			this.spoolLog.error("The spool {} cannot be written", this.spool.path(), ex);
			if (this.spool.rows() > 0) {
				this.memory.clear();
				lose(rows.size(), "the spool cannot be written");
			}
			shedMemory();
		}
	}

	private void shedMemory() {
		int tooMany = this.memory.size() - this.maxInMemory;
		for (int i = 0; i < tooMany; i++) {
			this.memory.removeLast();
		}
		lose(Math.max(0, tooMany), "the database is away and there is no spool");
	}

	private void lose(int count, String reason) {
		if (count > 0) {
			this.accounts.lost(AuditAccounts.Loss.SPOOL_FULL, count);
			this.lossLog.error("{} records of the audit are lost so far: {}", this.accounts.lost(), reason);
		}
	}

	/**
	 * Returns the oldest rows, which stay.
	 */
	synchronized List<AuditRow> peek(int max) {
		if (this.closed) {
			return List.of();
		}
		if (this.memory.isEmpty() && this.spool != null && this.spool.rows() > 0) {
			try {
				return this.spool.peek(max);
			}
			catch (IOException ex) {
				giveUp(this.spool, ex);
			}
		}
		return this.memory.stream().limit(max).map(Waiting::row).toList();
	}

	/**
	 * Removes the oldest rows.
	 * @param count their number
	 * @return the number of rows that were removed: fewer if some were lost meanwhile
	 */
	synchronized int remove(int count) {
		if (this.closed) {
			return 0;
		}
		int removed = (int) Math.min(count, size());
		if (this.spool != null && this.spool.rows() > 0) {
			try {
				this.spool.remove(removed);
			}
			catch (IOException ex) {
				giveUp(this.spool, ex);
				return 0;
			}
		}
		else {
			for (int i = 0; i < removed; i++) {
				this.memory.removeFirst();
			}
		}
		return removed;
	}

	/**
	 * Leaves a spool that cannot be read as it is, for somebody to look at.
	 */
	private void giveUp(Spool unreadable, IOException ex) {
		this.accounts.lost(AuditAccounts.Loss.SPOOL_FULL, unreadable.rows());
		logger.error("The spool {} cannot be read; {} records of the audit stay in it", unreadable.path(),
				unreadable.rows(), ex);
		this.spool = null;
	}

	/**
	 * Returns the number of rows in memory and in the spool.
	 */
	synchronized long size() {
		return this.memory.size() + spooled();
	}

	/**
	 * Returns the number of rows in the spool.
	 */
	synchronized long spooled() {
		return (this.spool != null) ? this.spool.rows() : 0;
	}

	/**
	 * Closes the spool, with all rows that are left.
	 */
	synchronized void close() {
		spill();
		this.closed = true;
		if (this.spool != null) {
			try {
				this.spool.close();
			}
			catch (IOException ex) {
				logger.error("The spool {} cannot be closed", this.spool.path(), ex);
			}
		}
	}

	/**
	 * Returns the file of the spool, or {@code null} if there is none.
	 */
	synchronized @Nullable Path path() {
		return (this.spool != null) ? this.spool.path() : null;
	}

	/**
	 * A row in memory.
	 *
	 * @param row the row
	 * @param since the time at which it was added
	 */
	private record Waiting(AuditRow row, long since) {

	}

}

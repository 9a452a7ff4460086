// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import dev.callbacks.autoconfigure.spool.OccasionalLog;
import dev.callbacks.autoconfigure.spool.Spool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows that are still to be written, in their order. They are in memory while the
 * database keeps up, and all of them in the spool from the time at which it does not
 * until it has taken the last of them.
 * <p>
 * <b>Invariant</b>: while rows are in the spool, those in memory are the oldest of them,
 * which were read and are not confirmed. So the oldest rows are in memory wherever they
 * come from, and a batch can be spooled while it is written. Guarded by this.
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
	private final @Nullable Spool spool;

	/** The number of rows that the writer has, the first in memory. */
	private int written;

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
		if (this.spool != null && spooled() > 0) {
			lose(rows.size() - append(this.spool, rows), "the spool takes no more");
			return;
		}
		rows.forEach((row) -> this.memory.add(new Waiting(row, System.nanoTime())));
		if (this.memory.size() > this.maxInMemory) {
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
	 * Moves all rows to the spool, which survives the process. If it takes none, they
	 * stay in memory as far as there is room.
	 */
	synchronized void spill() {
		if (spooled() > 0) {
			return;
		}
		int kept = (this.spool != null) ? spill(this.spool) : 0;
		if (kept > 0) {
			lose(this.memory.size() - kept, "the spool takes no more");
			keepInMemory(Math.min(this.written, kept));
		}
		else if (this.memory.size() > this.maxInMemory) {
			lose(this.memory.size() - this.maxInMemory, "the database is away, and there is no spool that takes any");
			keepInMemory(this.maxInMemory);
		}
	}

	private int spill(Spool target) {
		List<AuditRow> rows = this.memory.stream().map(Waiting::row).toList();
		int kept = append(target, rows.subList(0, this.written));
		target.skip();
		return (kept < this.written) ? kept : kept + append(target, rows.subList(kept, rows.size()));
	}

	/**
	 * Appends rows until one is not taken, since the others would take its place.
	 * @return the number of rows that were appended
	 */
	private int append(Spool target, List<AuditRow> rows) {
		int count = 0;
		try {
			while (count < rows.size() && target.add(RowCodec.encode(rows.get(count)))) {
				count++;
			}
		}
		catch (IOException ex) {
			this.spoolLog.error("The spool {} cannot be written", target, ex);
		}
		return count;
	}

	private void keepInMemory(int count) {
		while (this.memory.size() > count) {
			this.memory.removeLast();
		}
		this.written = Math.min(this.written, count);
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
		while (this.spool != null && spooled() > 0 && this.memory.size() < max) {
			AuditRow row = this.spool.next((bytes, earlier) -> RowCodec.decode(bytes));
			if (row == null) {
				break;
			}
			this.memory.add(new Waiting(row, System.nanoTime()));
		}
		List<AuditRow> rows = this.memory.stream().limit(max).map(Waiting::row).toList();
		this.written = rows.size();
		return rows;
	}

	/**
	 * Removes the oldest rows, which were written.
	 * @param count their number
	 * @return the number of rows that were removed: fewer if some were lost meanwhile
	 */
	synchronized int remove(int count) {
		if (this.closed) {
			return 0;
		}
		int removed = Math.min(count, this.written);
		if (this.spool != null && spooled() > 0) {
			this.spool.confirm(removed);
		}
		for (int i = 0; i < removed; i++) {
			this.memory.removeFirst();
		}
		this.written -= removed;
		return removed;
	}

	/**
	 * Returns the number of rows in memory and in the spool.
	 */
	synchronized long size() {
		return (spooled() > 0) ? spooled() : this.memory.size();
	}

	/**
	 * Returns the number of rows in the spool.
	 */
	synchronized long spooled() {
		return (this.spool != null) ? this.spool.records() : 0;
	}

	/**
	 * Closes the spool, with all rows that are left.
	 */
	synchronized void close() {
		spill();
		this.closed = true;
		if (spooled() == 0) {
			lose(this.memory.size(), "the database is away at the end, and there is no spool that takes any");
			this.memory.clear();
		}
		if (this.spool != null) {
			try {
				this.spool.close();
			}
			catch (IOException ex) {
				logger.error("The spool {} cannot be closed", this.spool, ex);
			}
		}
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

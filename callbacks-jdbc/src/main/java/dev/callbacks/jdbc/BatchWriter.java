// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.List;

import dev.callbacks.autoconfigure.spool.OccasionalLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * A writer of batches that finds the rows which the database refuses. It writes such a
 * row without its text, or else gives it up, and writes all others of the batch. A row is
 * refused only by a database that takes another.
 */
final class BatchWriter {

	private static final Logger logger = LoggerFactory.getLogger(BatchWriter.class);

	private final AuditStore store;

	private final OccasionalLog log = new OccasionalLog(logger);

	BatchWriter(AuditStore store) {
		this.store = store;
	}

	/**
	 * Writes rows, all but those that are refused.
	 * @param rows the rows
	 * @return the number of rows that are refused
	 * @throws RuntimeException if the database takes no rows now, so that all of them
	 * should be written again
	 */
	int write(List<AuditRow> rows) {
		try {
			this.store.write(rows);
			return 0;
		}
		catch (RuntimeException ex) {
			checkDatabase(ex, rows);
			return rows.stream().mapToInt((row) -> writeAlone(row, rows)).sum();
		}
	}

	private int writeAlone(AuditRow row, List<AuditRow> batch) {
		try {
			this.store.write(List.of(row));
			return 0;
		}
		catch (RuntimeException ex) {
			checkDatabase(ex, batch);
			this.log.warn("The database refuses the row of run {}: {}", row.id(), FailureText.of(ex));
			return writeBare(row, batch);
		}
	}

	private int writeBare(AuditRow row, List<AuditRow> batch) {
		try {
			this.store.write(List.of(row.bare()));
			return 0;
		}
		catch (RuntimeException ex) {
			checkDatabase(ex, batch);
			this.log.error(
					"The database refuses the row of run {} even without text, so the audit has no record of it: {}",
					row.id(), FailureText.of(ex));
			return 1;
		}
	}

	/**
	 * Throws the failure if no row can be its reason, since the database is away or busy,
	 * or takes no row at all. A row that breaks the connection is found once it is alone.
	 */
	private void checkDatabase(RuntimeException failure, List<AuditRow> batch) {
		boolean connectionLost = failure instanceof NonTransientDataAccessResourceException
				|| failure instanceof RecoverableDataAccessException || failure instanceof TransactionException;
		if (failure instanceof TransientDataAccessException || connectionLost && batch.size() > 1) {
			throw failure;
		}
		try {
			this.store.probe();
		}
		catch (RuntimeException ex) {
			throw failure;
		}
	}

}

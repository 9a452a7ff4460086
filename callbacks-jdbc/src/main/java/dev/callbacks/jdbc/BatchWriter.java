// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.TransientDataAccessException;

/**
 * A writer of batches that finds the rows which the database refuses. It writes such a
 * row without its text, or else gives it up, and writes all others of the batch.
 */
final class BatchWriter {

	private static final Logger logger = LoggerFactory.getLogger(BatchWriter.class);

	/** The number of rows that may fail, with none written, before it is not the rows. */
	private static final int SUSPECTS = 3;

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
			checkDatabase(ex);
			return writeEach(rows);
		}
	}

	private int writeEach(List<AuditRow> rows) {
		int written = 0;
		List<AuditRow> suspects = new ArrayList<>();
		for (AuditRow row : rows) {
			try {
				this.store.write(List.of(row));
				written++;
			}
			catch (RuntimeException ex) {
				checkDatabase(ex);
				boolean dataFault = ex instanceof DataIntegrityViolationException;
				suspects.add(row);
				if (!dataFault && written == 0 && (suspects.size() == SUSPECTS || rows.size() == 1)) {
					throw ex;
				}
				this.log.warn("The database refuses the row of run {}", row.id(), ex);
			}
		}
		return suspects.stream().mapToInt(this::writeBare).sum();
	}

	private int writeBare(AuditRow row) {
		try {
			this.store.write(List.of(row.bare()));
			return 0;
		}
		catch (RuntimeException ex) {
			checkDatabase(ex);
			logger.error("The database refuses the row of run {} even without text, so the audit has no record of it",
					row.id(), ex);
			return 1;
		}
	}

	/**
	 * Throws the failure if no row can be its reason, since the database is away or busy.
	 */
	private void checkDatabase(RuntimeException failure) {
		if (failure instanceof DataIntegrityViolationException) {
			return;
		}
		if (failure instanceof TransientDataAccessException) {
			throw failure;
		}
		try {
			this.store.renew();
		}
		catch (RuntimeException ex) {
			throw failure;
		}
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database of the audit: its template, its transactions, and its clock.
 */
final class AuditDatabase {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	AuditDatabase(DataSource dataSource, Duration timeout) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.transactions.setTimeout((int) Math.max(1, timeout.toSeconds()));
		this.transactions.setName("callbacks-audit");
	}

	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	<T extends @Nullable Object> T inTransaction(Supplier<T> work) {
		return this.transactions.execute((status) -> work.get());
	}

	/**
	 * Does work in a transaction that is rolled back.
	 */
	void tryOut(Runnable work) {
		this.transactions.executeWithoutResult((status) -> {
			status.setRollbackOnly();
			work.run();
		});
	}

	/**
	 * Returns the time by the clock of the database, the only one that all instances
	 * share.
	 */
	Instant now() {
		OffsetDateTime now = this.jdbc.queryForObject("select current_timestamp", OffsetDateTime.class);
		if (now == null) {
			throw new IllegalStateException("The database tells no time");
		}
		return now.toInstant().truncatedTo(ChronoUnit.MICROS);
	}

	static OffsetDateTime time(Instant time) {
		return time.atOffset(ZoneOffset.UTC);
	}

	static void set(PreparedStatement statement, int index, Column.Type type, @Nullable Object value)
			throws SQLException {
		if (value == null) {
			statement.setNull(index, switch (type) {
				case ID -> Types.OTHER;
				case TEXT -> Types.VARCHAR;
				case TIME -> Types.TIMESTAMP_WITH_TIMEZONE;
				case NUMBER -> Types.BIGINT;
				case FLAG -> Types.BOOLEAN;
			});
		}
		else {
			statement.setObject(index, (value instanceof Instant time) ? time(time) : value);
		}
	}

}

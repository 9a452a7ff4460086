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
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * The database of the audit: its template, its transactions, and its clock.
 */
final class AuditDatabase {

	private final JdbcTemplate jdbc;

	private final PlatformTransactionManager transactions;

	private final DefaultTransactionDefinition definition = new DefaultTransactionDefinition();

	AuditDatabase(DataSource dataSource, Duration timeout) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transactions = new JdbcTransactionManager(dataSource);
		this.definition.setTimeout((int) Math.max(1, timeout.toSeconds()));
		this.definition.setName("callbacks-audit");
	}

	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	<T extends @Nullable Object> T inTransaction(Supplier<T> work) {
		return inTransaction(work, this.transactions::commit);
	}

	/**
	 * Does work in a transaction that is rolled back.
	 */
	void tryOut(Runnable work) {
		inTransaction(() -> {
			work.run();
			return null;
		}, this.transactions::rollback);
	}

	/**
	 * Does what Spring's template does, which would log the failure of the work, with the
	 * values that its message has, if there is another one while it is rolled back.
	 */
	private <T extends @Nullable Object> T inTransaction(Supplier<T> work, Consumer<TransactionStatus> end) {
		TransactionStatus status = this.transactions.getTransaction(this.definition);
		T result;
		try {
			result = work.get();
		}
		catch (RuntimeException | Error ex) {
			rollback(status, ex);
			throw ex;
		}
		end.accept(status);
		return result;
	}

	private void rollback(TransactionStatus status, Throwable failure) {
		try {
			this.transactions.rollback(status);
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
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

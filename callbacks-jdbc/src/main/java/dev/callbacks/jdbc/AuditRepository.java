// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.callbacks.event.RunKind;
import dev.callbacks.jdbc.AuditedRun.Ending;
import dev.callbacks.jdbc.AuditedRun.Tokens;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The repository of audited runs, to read.
 * <p>
 * <b>Thread-safety</b>: many threads may use it at once. <b>Failure</b>: a database that
 * is away is a {@link org.springframework.dao.DataAccessException}.
 *
 * @since 0.1.0
 */
public final class AuditRepository {

	private final JdbcTemplate jdbc;

	AuditRepository(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Finds a run.
	 * @param id its id
	 * @return the run, or empty if there is no row
	 */
	public Optional<AuditedRun> find(UUID id) {
		return this.jdbc.query("select * from callbacks_audit where run_id = ?", AuditRepository::map, id)
			.stream()
			.findFirst();
	}

	/**
	 * Finds the runs of a tree.
	 * @param root the id of its root
	 * @return the runs in the order in which they started, at most
	 * {@value AuditQuery#MAX_LIMIT}
	 */
	public List<AuditedRun> findTree(UUID root) {
		return this.jdbc.query("select * from callbacks_audit where root_id = ? order by run_id limit ?",
				AuditRepository::map, root, AuditQuery.MAX_LIMIT);
	}

	/**
	 * Finds a page of runs, the latest first.
	 * @param query the query
	 * @return the runs; fewer than the limit on the last page
	 */
	public List<AuditedRun> find(AuditQuery query) {
		StringBuilder sql = new StringBuilder("select * from callbacks_audit where 1 = 1");
		List<Object> arguments = new ArrayList<>();
		add(sql, arguments, " and conversation_id = ?", query.conversation());
		add(sql, arguments, " and user_id = ?", query.user());
		add(sql, arguments, " and outcome = ?", (query.outcome() != null) ? query.outcome().name() : null);
		add(sql, arguments, " and started_at >= ?", (query.from() != null) ? AuditDatabase.time(query.from()) : null);
		add(sql, arguments, " and started_at < ?", (query.to() != null) ? AuditDatabase.time(query.to()) : null);
		add(sql, arguments, " and run_id < ?", query.before());
		// ids grow with the time of the start
		add(sql, arguments, " order by run_id desc limit ?", query.limit());
		return this.jdbc.query(sql.toString(), AuditRepository::map, arguments.toArray());
	}

	private static void add(StringBuilder sql, List<Object> arguments, String condition, @Nullable Object argument) {
		if (argument != null) {
			sql.append(condition);
			arguments.add(argument);
		}
	}

	private static AuditedRun map(ResultSet row, int number) throws SQLException {
		return new AuditedRun(row.getObject("run_id", UUID.class), row.getObject("parent_id", UUID.class),
				row.getObject("root_id", UUID.class), RunKind.valueOf(row.getString("kind")), row.getString("name"),
				row.getString("provider"), row.getString("model"), row.getString("user_id"),
				row.getString("conversation_id"), instant(row), row.getString("tags"), row.getString("metadata"),
				row.getString("input"), row.getString("instance"), ending(row));
	}

	private static Instant instant(ResultSet row) throws SQLException {
		return row.getObject("started_at", OffsetDateTime.class).toInstant();
	}

	private static @Nullable Ending ending(ResultSet row) throws SQLException {
		String outcome = row.getString("outcome");
		return (outcome != null) ? new Ending(AuditOutcome.valueOf(outcome), row.getString("reason"),
				duration(row, "duration_nanos"), duration(row, "first_token_nanos"), row.getString("response_model"),
				row.getString("finish_reason"), tokens(row), row.getString("output")) : null;
	}

	private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
		long nanos = row.getLong(column);
		return row.wasNull() ? null : Duration.ofNanos(nanos);
	}

	private static @Nullable Tokens tokens(ResultSet row) throws SQLException {
		long total = row.getLong("total_tokens");
		return row.wasNull() ? null : new Tokens(row.getLong("input_tokens"), row.getLong("output_tokens"), total,
				row.getBoolean("usage_estimated"));
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The tables of an audit as values that a test may change: rows are maps from columns to
 * values, bytes are hexadecimal text.
 */
record AuditState(List<Map<String, @Nullable Object>> audit, List<Map<String, @Nullable Object>> epochs,
		List<Map<String, @Nullable Object>> checkpoints) {

	private static final Map<String, Class<?>> AUDIT = new LinkedHashMap<>();

	static {
		Arrays.stream(Column.values()).forEach((column) -> AUDIT.put(column.label(), switch (column.type()) {
			case ID -> UUID.class;
			case TEXT -> String.class;
			case TIME -> Instant.class;
			case NUMBER -> Long.class;
			case FLAG -> Boolean.class;
		}));
		AUDIT.put("abandoned_at", Instant.class);
		for (LinkType type : LinkType.values()) {
			AUDIT.put(type.chainColumn(), Long.class);
			AUDIT.put(type.linkColumn(), Long.class);
			AUDIT.put(type.macColumn(), byte[].class);
		}
	}

	private static final Map<String, Class<?>> EPOCHS = Map.of("epoch", Long.class, "instance", String.class,
			"lease_until", Instant.class, "links", Long.class, "head", byte[].class, "removed_links", Long.class,
			"removed_mac", byte[].class);

	private static final Map<String, Class<?>> CHECKPOINTS = Map.of("chain", Long.class, "link", Long.class, "head",
			byte[].class);

	static AuditState read(JdbcTemplate jdbc) {
		return new AuditState(read(jdbc, "callbacks_audit", AUDIT), read(jdbc, "callbacks_audit_epoch", EPOCHS),
				read(jdbc, "callbacks_audit_checkpoint", CHECKPOINTS));
	}

	void write(JdbcTemplate jdbc) {
		write(jdbc, "callbacks_audit", AUDIT, this.audit);
		write(jdbc, "callbacks_audit_epoch", EPOCHS, this.epochs);
		write(jdbc, "callbacks_audit_checkpoint", CHECKPOINTS, this.checkpoints);
	}

	AuditState copy() {
		return new AuditState(copy(this.audit), copy(this.epochs), copy(this.checkpoints));
	}

	private static List<Map<String, @Nullable Object>> copy(List<Map<String, @Nullable Object>> rows) {
		List<Map<String, @Nullable Object>> copy = new ArrayList<>();
		rows.forEach((row) -> copy.add(new LinkedHashMap<>(row)));
		return copy;
	}

	private static List<Map<String, @Nullable Object>> read(JdbcTemplate jdbc, String table,
			Map<String, Class<?>> columns) {
		return jdbc.query("select * from " + table + " order by 1, 2", (rows, number) -> {
			Map<String, @Nullable Object> row = new LinkedHashMap<>();
			for (Map.Entry<String, Class<?>> column : columns.entrySet()) {
				row.put(column.getKey(), read(rows, column.getKey(), column.getValue()));
			}
			return row;
		});
	}

	private static @Nullable Object read(ResultSet rows, String column, Class<?> type) throws SQLException {
		if (type == byte[].class) {
			byte[] bytes = rows.getBytes(column);
			return (bytes != null) ? HexFormat.of().formatHex(bytes) : null;
		}
		if (type == Instant.class) {
			OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
			return (time != null) ? time.toInstant() : null;
		}
		return (type == String.class) ? rows.getString(column) : rows.getObject(column, type);
	}

	private static void write(JdbcTemplate jdbc, String table, Map<String, Class<?>> columns,
			List<Map<String, @Nullable Object>> rows) {
		jdbc.update("delete from " + table);
		String insert = "insert into " + table + " (" + String.join(", ", columns.keySet()) + ") values ("
				+ String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
		jdbc.batchUpdate(insert, rows, 1_000, (statement, row) -> {
			int next = 1;
			for (Map.Entry<String, Class<?>> column : columns.entrySet()) {
				Object value = row.get(column.getKey());
				if (column.getValue() == byte[].class) {
					statement.setBytes(next++, (value != null) ? HexFormat.of().parseHex((String) value) : null);
				}
				else {
					AuditDatabase.set(statement, next++, type(column.getValue()), value);
				}
			}
		});
	}

	private static Column.Type type(Class<?> type) {
		return (type == UUID.class) ? Column.Type.ID
				: (type == String.class) ? Column.Type.TEXT : (type == Instant.class) ? Column.Type.TIME
						: (type == Long.class) ? Column.Type.NUMBER : Column.Type.FLAG;
	}

	static List<String> auditColumns() {
		return List.copyOf(AUDIT.keySet());
	}

	static Class<?> type(String auditColumn) {
		return Objects.requireNonNull(AUDIT.get(auditColumn));
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.callbacks.jdbc.ChainKey.Link;
import org.jspecify.annotations.Nullable;

/**
 * The rows with links of one type in one chain, in the order of the links.
 */
final class LinkCursor implements AutoCloseable {

	/** The number of rows that are fetched at once, if they are small. */
	private static final int FETCH_SIZE = 1_000;

	/**
	 * The number of rows that are fetched first, before it is known how large they are.
	 */
	private static final int FIRST_FETCH_SIZE = 50;

	/** The number of characters that are fetched at once, as far as can be foreseen. */
	private static final int MAX_FETCHED = 4_000_000;

	/** The index of the first column that the link covers. */
	private static final int FIRST_VALUE = 5;

	private static final byte[] NO_CODE = {};

	private static final UUID NO_RUN = new UUID(0, 0);

	/**
	 * True for a row with values that none of its links covers, or with a part of a link.
	 */
	private static final String UNCOVERED = "(abandon_chain is null and (abandon_link is not null"
			+ " or abandon_mac is not null or abandoned_at is not null)"
			+ " or end_chain is null and (end_link is not null or end_mac is not null or "
			+ Column.OF_END.stream()
				.filter((column) -> column != Column.OUTCOME)
				.map((column) -> column.label() + " is not null or ")
				.collect(Collectors.joining())
			+ "coalesce(outcome, '-') <> case when abandon_chain is null then '-' else 'ABANDONED' end))";

	private final long chain;

	private final LinkType type;

	/** The columns that the link covers, besides the id of the run. */
	private final List<Column> columns;

	private final PreparedStatement statement;

	private final ResultSet rows;

	/** The number of characters of the longest row. */
	private int longest;

	private @Nullable LinkedRow row;

	private LinkCursor(long chain, LinkType type, PreparedStatement statement) throws SQLException {
		this.chain = chain;
		this.type = type;
		this.columns = columns(type);
		this.statement = statement;
		this.rows = statement.executeQuery();
		advance();
	}

	/**
	 * Opens a cursor at the first link.
	 * @param last the number of the last link that is read, {@link Long#MAX_VALUE} for
	 * all rows, also those that have lost theirs
	 */
	static LinkCursor open(Connection connection, long chain, LinkType type, long last) throws SQLException {
		Stream<String> covered = (type == LinkType.ABANDON) ? Stream.of("abandoned_at")
				: columns(type).stream().map(Column::label);
		String selected = Stream
			.concat(Stream.of(type.linkColumn(), type.macColumn(), "run_id",
					(type == LinkType.START) ? UNCOVERED : "false"), covered)
			.collect(Collectors.joining(", "));
		PreparedStatement statement = connection
			.prepareStatement("select " + selected + " from callbacks_audit where " + type.chainColumn() + " = ? "
					+ ((last != Long.MAX_VALUE) ? "and " + type.linkColumn() + " <= " + last : "") + " order by "
					+ type.linkColumn());
		statement.setFetchSize(FIRST_FETCH_SIZE);
		statement.setLong(1, chain);
		return new LinkCursor(chain, type, statement);
	}

	private static List<Column> columns(LinkType type) {
		return type.columns().stream().filter((column) -> column != Column.RUN_ID).toList();
	}

	/**
	 * Moves to the next row.
	 */
	void advance() throws SQLException {
		LinkedRow next = this.rows.next() ? read() : null;
		this.row = next;
		if (next != null && (next.length() > this.longest || this.longest == 0)) {
			this.longest = Math.max(1, next.length());
			this.rows.setFetchSize(Math.max(1, Math.min(FETCH_SIZE, MAX_FETCHED / this.longest)));
		}
	}

	/**
	 * Returns the row, or {@code null} after the last one.
	 */
	@Nullable LinkedRow row() {
		return this.row;
	}

	private LinkedRow read() throws SQLException {
		UUID run = Objects.requireNonNullElse(this.rows.getObject(3, UUID.class), NO_RUN);
		Link place = new Link(this.chain, this.rows.getLong(1), this.type, run);
		byte[] code = Objects.requireNonNullElse(this.rows.getBytes(2), NO_CODE);
		boolean uncovered = this.rows.getBoolean(4);
		@Nullable Object[] values = new Object[Column.values().length];
		values[Column.RUN_ID.ordinal()] = run;
		int length = 0;
		for (int i = 0; i < this.columns.size(); i++) {
			Column column = this.columns.get(i);
			Object value = value(column.type(), FIRST_VALUE + i);
			values[column.ordinal()] = value;
			length += (value instanceof String text) ? text.length() : 0;
		}
		Instant abandonedAt = (this.type == LinkType.ABANDON) ? instant(FIRST_VALUE) : null;
		return new LinkedRow(place, code, uncovered, values, abandonedAt, length);
	}

	private @Nullable Object value(Column.Type columnType, int index) throws SQLException {
		Object value = switch (columnType) {
			case ID -> this.rows.getObject(index, UUID.class);
			case TEXT -> this.rows.getString(index);
			case TIME -> instant(index);
			case NUMBER -> this.rows.getLong(index);
			case FLAG -> this.rows.getBoolean(index);
		};
		return this.rows.wasNull() ? null : value;
	}

	private @Nullable Instant instant(int index) throws SQLException {
		OffsetDateTime time = this.rows.getObject(index, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

	@Override
	public void close() throws SQLException {
		this.statement.close();
	}

}

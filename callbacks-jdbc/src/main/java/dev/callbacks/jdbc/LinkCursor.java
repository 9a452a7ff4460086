// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.security.MessageDigest;
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

	private static final int FETCH_SIZE = 5_000;

	/** The index of the first column that the link covers. */
	private static final int FIRST_VALUE = 6;

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

	private final ChainKey key;

	private final long chain;

	private final LinkType type;

	private final PreparedStatement statement;

	private final ResultSet rows;

	/** The values of the row, by the ordinals of their columns. */
	private final @Nullable Object[] values = new Object[Column.values().length];

	private boolean atRow;

	private long link;

	private byte[] code = NO_CODE;

	private UUID run = NO_RUN;

	private LinkCursor(ChainKey key, long chain, LinkType type, PreparedStatement statement) throws SQLException {
		this.key = key;
		this.chain = chain;
		this.type = type;
		this.statement = statement;
		this.rows = statement.executeQuery();
		advance();
	}

	/**
	 * Opens a cursor at the first link.
	 * @param last the number of the last link that is read, {@link Long#MAX_VALUE} for
	 * all rows, also those that have lost theirs
	 */
	static LinkCursor open(Connection connection, ChainKey key, long chain, LinkType type, long last)
			throws SQLException {
		String columns = Stream
			.concat(Stream.of(type.linkColumn(), type.macColumn(), "run_id", "abandoned_at",
					(type == LinkType.START) ? UNCOVERED : "false"), type.columns().stream().map(Column::label))
			.collect(Collectors.joining(", "));
		PreparedStatement statement = connection
			.prepareStatement("select " + columns + " from callbacks_audit where " + type.chainColumn() + " = ? "
					+ ((last != Long.MAX_VALUE) ? "and " + type.linkColumn() + " <= " + last : "") + " order by "
					+ type.linkColumn());
		statement.setFetchSize(FETCH_SIZE);
		statement.setLong(1, chain);
		return new LinkCursor(key, chain, type, statement);
	}

	/**
	 * Moves to the next row.
	 */
	void advance() throws SQLException {
		this.atRow = this.rows.next();
		if (this.atRow) {
			this.link = this.rows.getLong(1);
			this.code = Objects.requireNonNullElse(this.rows.getBytes(2), NO_CODE);
			this.run = Objects.requireNonNullElse(this.rows.getObject(3, UUID.class), NO_RUN);
		}
	}

	/**
	 * Whether there is a row, and not the end of all rows.
	 */
	boolean isAtRow() {
		return this.atRow;
	}

	/**
	 * Returns the number of the link, or 0 if the row has lost it.
	 */
	long link() {
		return this.link;
	}

	byte[] code() {
		return this.code;
	}

	UUID run() {
		return this.run;
	}

	/**
	 * Whether the row is as it was written.
	 */
	boolean isIntact() throws SQLException {
		try {
			return !this.rows.getBoolean(5) && MessageDigest.isEqual(this.code, expected());
		}
		catch (ArithmeticException ex) {
			// a time that nobody could have written
			return false;
		}
	}

	private byte @Nullable [] expected() throws SQLException {
		Link place = new Link(this.chain, this.link, this.type, this.run);
		if (this.type == LinkType.ABANDON) {
			Instant at = instant(4);
			return (at != null) ? this.key.abandon(place, at) : null;
		}
		List<Column> columns = this.type.columns();
		for (int i = 0; i < columns.size(); i++) {
			Column column = columns.get(i);
			this.values[column.ordinal()] = (column != Column.RUN_ID) ? value(column.type(), FIRST_VALUE + i)
					: this.run;
		}
		return this.key.link(place, (column) -> this.values[column.ordinal()]);
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

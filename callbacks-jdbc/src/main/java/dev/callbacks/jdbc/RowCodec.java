// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The encoding of rows: in the spool, and as what a link of the chain covers. Equal
 * values have equal bytes, and different ones different bytes.
 */
final class RowCodec {

	/** The number of the encoding in the spool. Another column is another encoding. */
	static final int FORMAT = 1;

	private RowCodec() {
	}

	static byte[] encode(AuditRow row) {
		return row.hasEnded() ? encode(List.of(Column.values()), row::get) : encode(Column.OF_START, row::get);
	}

	static AuditRow decode(byte[] bytes) {
		try (DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes))) {
			AuditRow.Builder row = new AuditRow.Builder();
			for (Column column : Column.values()) {
				if (data.available() > 0 && data.readBoolean()) {
					row.set(column, read(column.type(), data));
				}
			}
			return row.build();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Encodes columns of a row.
	 * @param columns the columns, in their order
	 * @param values the value of each column
	 * @return the bytes
	 */
	static byte[] encode(List<Column> columns, Function<Column, @Nullable Object> values) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
		try (DataOutputStream data = new DataOutputStream(bytes)) {
			for (Column column : columns) {
				Object value = values.apply(column);
				data.writeBoolean(value != null);
				if (value != null) {
					write(value, data);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void write(Object value, DataOutputStream data) throws IOException {
		if (value instanceof UUID id) {
			data.writeLong(id.getMostSignificantBits());
			data.writeLong(id.getLeastSignificantBits());
		}
		else if (value instanceof String text) {
			byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
			data.writeInt(utf8.length);
			data.write(utf8);
		}
		else if (value instanceof Instant time) {
			data.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, time));
		}
		else if (value instanceof Boolean flag) {
			data.writeBoolean(flag);
		}
		else {
			data.writeLong(((Number) value).longValue());
		}
	}

	private static Object read(Column.Type type, DataInputStream data) throws IOException {
		return switch (type) {
			case ID -> new UUID(data.readLong(), data.readLong());
			case TEXT -> new String(data.readNBytes(data.readInt()), StandardCharsets.UTF_8);
			case TIME -> Instant.EPOCH.plus(data.readLong(), ChronoUnit.MICROS);
			case NUMBER -> data.readLong();
			case FLAG -> data.readBoolean();
		};
	}

}

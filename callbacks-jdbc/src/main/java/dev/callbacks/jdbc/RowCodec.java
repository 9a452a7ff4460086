// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
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

	private static final int FIRST_SIZE = 512;

	private static final byte ABSENT = 0;

	private static final byte PRESENT = 1;

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
		ByteBuffer bytes = ByteBuffer.allocate(FIRST_SIZE);
		for (Column column : columns) {
			bytes = write(values.apply(column), bytes);
		}
		return Arrays.copyOf(bytes.array(), bytes.position());
	}

	private static ByteBuffer write(@Nullable Object value, ByteBuffer bytes) {
		if (value instanceof String text) {
			byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
			return room(bytes, 1 + Integer.BYTES + utf8.length).put(PRESENT).putInt(utf8.length).put(utf8);
		}
		ByteBuffer result = room(bytes, 1 + 2 * Long.BYTES);
		if (value == null) {
			return result.put(ABSENT);
		}
		result.put(PRESENT);
		if (value instanceof UUID id) {
			return result.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
		}
		if (value instanceof Instant time) {
			return result.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, time));
		}
		if (value instanceof Boolean flag) {
			return result.put((byte) (flag ? 1 : 0));
		}
		return result.putLong(((Number) value).longValue());
	}

	private static ByteBuffer room(ByteBuffer bytes, int size) {
		if (bytes.remaining() >= size) {
			return bytes;
		}
		return ByteBuffer.allocate(Math.max(2 * bytes.capacity(), bytes.position() + size)).put(bytes.flip());
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

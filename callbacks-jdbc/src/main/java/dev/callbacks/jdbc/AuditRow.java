// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The row of a run as it is written: its start, or its start and its end. Immutable. Each
 * value is one that every database takes: text without zeros and unpaired surrogates, no
 * longer than its column, and times in whole microseconds.
 */
final class AuditRow {

	private static final char REPLACEMENT = '\uFFFD';

	/** The columns whose text neither users nor models write. */
	private static final Set<Column> OWN_TEXT = Set.of(Column.KIND, Column.OUTCOME, Column.INSTANCE);

	private final Map<Column, Object> values;

	private AuditRow(Map<Column, Object> values) {
		this.values = values;
	}

	UUID id() {
		return (UUID) Objects.requireNonNull(this.values.get(Column.RUN_ID));
	}

	@Nullable Object get(Column column) {
		return this.values.get(column);
	}

	/**
	 * Whether the row has the end of its run.
	 */
	boolean hasEnded() {
		return this.values.containsKey(Column.ENDED_AT);
	}

	/**
	 * Returns this row without text that users and models write, for a database that
	 * refuses the whole.
	 */
	AuditRow bare() {
		Builder bare = new Builder();
		this.values.forEach((column, value) -> {
			if (column.type() != Column.Type.TEXT || OWN_TEXT.contains(column)) {
				bare.set(column, value);
			}
		});
		return bare.set(Column.NAME, "").build();
	}

	/**
	 * A builder of rows.
	 */
	static final class Builder {

		private final Map<Column, Object> values = new EnumMap<>(Column.class);

		Builder set(Column column, @Nullable Object value) {
			if (value != null) {
				this.values.put(column, switch (column.type()) {
					case TEXT -> clean(value.toString(), column.maxLength());
					case TIME -> ((Instant) value).truncatedTo(ChronoUnit.MICROS);
					default -> value;
				});
			}
			return this;
		}

		AuditRow build() {
			return new AuditRow(new EnumMap<>(this.values));
		}

		private static String clean(String text, int maxLength) {
			int end = Math.min(text.length(), maxLength);
			if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
				end--;
			}
			String cut = text.substring(0, end);
			for (int i = 0; i < end; i++) {
				char character = cut.charAt(i);
				if (character == 0 || Character.isSurrogate(character)) {
					return replaceBad(cut);
				}
			}
			return cut;
		}

		private static String replaceBad(String text) {
			StringBuilder clean = new StringBuilder(text.length());
			text.codePoints().forEach((point) -> {
				boolean unpaired = point <= Character.MAX_VALUE && Character.isSurrogate((char) point);
				clean.appendCodePoint((point == 0 || unpaired) ? REPLACEMENT : point);
			});
			return clean.toString();
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A column of the audit that a run fills, at its start or at its end. The order of the
 * constants is that of the spool's records and of what a link of the chain covers; a new
 * column goes to the end of its part.
 */
enum Column {

	RUN_ID(Part.START, Type.ID),

	PARENT_ID(Part.START, Type.ID),

	ROOT_ID(Part.START, Type.ID),

	KIND(Part.START, Type.TEXT, 16),

	NAME(Part.START, Type.TEXT, 255),

	PROVIDER(Part.START, Type.TEXT, 100),

	MODEL(Part.START, Type.TEXT, 255),

	STARTED_AT(Part.START, Type.TIME),

	USER_ID(Part.START, Type.TEXT, 255),

	CONVERSATION_ID(Part.START, Type.TEXT, 255),

	TAGS(Part.START, Type.TEXT),

	METADATA(Part.START, Type.TEXT),

	INPUT(Part.START, Type.TEXT),

	INSTANCE(Part.START, Type.TEXT, 255),

	EPOCH(Part.START, Type.NUMBER),

	OUTCOME(Part.END, Type.TEXT, 16),

	REASON(Part.END, Type.TEXT, 255),

	ENDED_AT(Part.END, Type.TIME),

	DURATION_NANOS(Part.END, Type.NUMBER),

	FIRST_TOKEN_NANOS(Part.END, Type.NUMBER),

	TOKENS(Part.END, Type.NUMBER),

	RESPONSE_MODEL(Part.END, Type.TEXT, 255),

	FINISH_REASON(Part.END, Type.TEXT, 255),

	INPUT_TOKENS(Part.END, Type.NUMBER),

	OUTPUT_TOKENS(Part.END, Type.NUMBER),

	TOTAL_TOKENS(Part.END, Type.NUMBER),

	USAGE_ESTIMATED(Part.END, Type.FLAG),

	OUTPUT(Part.END, Type.TEXT);

	private final Part part;

	private final Type type;

	private final int maxLength;

	Column(Part part, Type type) {
		this(part, type, Integer.MAX_VALUE);
	}

	Column(Part part, Type type, int maxLength) {
		this.part = part;
		this.type = type;
		this.maxLength = maxLength;
	}

	Type type() {
		return this.type;
	}

	/**
	 * Returns the number of characters that the column takes.
	 */
	int maxLength() {
		return this.maxLength;
	}

	/**
	 * Returns the name of the column in the database.
	 */
	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * A part of a row that is written at once.
	 */
	enum Part {

		START, END;

		private List<Column> columns() {
			return Arrays.stream(Column.values()).filter((column) -> column.part == this).toList();
		}

	}

	/**
	 * A type of values: UUID, text, point in time, long or boolean.
	 */
	enum Type {

		ID, TEXT, TIME, NUMBER, FLAG

	}

	/** The columns that the start of a run fills. */
	static final List<Column> OF_START = Part.START.columns();

	/** The columns that the end of a run fills. */
	static final List<Column> OF_END = Part.END.columns();

}

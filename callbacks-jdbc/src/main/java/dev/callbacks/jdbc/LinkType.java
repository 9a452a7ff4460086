// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.List;
import java.util.Locale;

/**
 * A type of links: what a row gets at once is covered by one link of a chain.
 */
enum LinkType {

	/** The start of a run. */
	START(Column.OF_START),

	/** The end of a run. */
	END(Column.OF_END),

	/** The time at which another process found a run without an owner. */
	ABANDON(List.of());

	private final List<Column> columns;

	private final String prefix;

	LinkType(List<Column> columns) {
		this.columns = columns;
		this.prefix = name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns the columns that the link covers, besides the id of the run.
	 */
	List<Column> columns() {
		return this.columns;
	}

	/** Returns the column of the number of the chain. */
	String chainColumn() {
		return this.prefix + "_chain";
	}

	/** Returns the column of the number of the link. */
	String linkColumn() {
		return this.prefix + "_link";
	}

	/** Returns the column of the authentication code. */
	String macColumn() {
		return this.prefix + "_mac";
	}

}

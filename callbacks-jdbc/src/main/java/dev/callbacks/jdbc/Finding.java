// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A finding of the verification of a chain.
 *
 * @param type its type
 * @param chain the number of the chain
 * @param first the number of the first link that it concerns
 * @param last the number of the last link that it concerns
 * @param run the run whose row it concerns, or else the last one before it, or
 * {@code null}
 */
record Finding(Type type, long chain, long first, long last, @Nullable UUID run) {

	@Override
	public String toString() {
		String links = (this.first == this.last) ? "link " + this.first : "links " + this.first + " to " + this.last;
		return this.type + ": chain " + this.chain + ", " + links
				+ ((this.run != null) ? this.type.relation + this.run : "");
	}

	/**
	 * A type of findings.
	 */
	enum Type {

		/** The row of a link is not as it was written, or has the number of another. */
		CHANGED(", run "),

		/** There are no rows with these links. */
		MISSING(", after run "),

		/** The links are signed, but are not those that a head covers. */
		REWRITTEN(", up to run "),

		/** A row of a process with a chain is not in a chain. */
		ADDED(", run "),

		/** The head in the database is not that of the links. */
		HEAD_CHANGED(", up to run ");

		private final String relation;

		Type(String relation) {
			this.relation = relation;
		}

	}

}

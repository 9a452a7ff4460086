// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.UUID;

import dev.callbacks.jdbc.ChainKey.Link;
import org.jspecify.annotations.Nullable;

/**
 * A row as the database has it, with one of its links.
 *
 * @param place the place of the link, whose number is 0 if the row has lost it
 * @param code the code of the link as it was stored
 * @param uncovered whether the row has values that none of its links covers
 * @param values the values that the link covers, by the ordinals of their columns
 * @param abandonedAt the time that the link of an abandoned run covers
 * @param length the number of characters of all text
 */
record LinkedRow(Link place, byte[] code, boolean uncovered, @Nullable Object[] values, @Nullable Instant abandonedAt,
		int length) {

	long link() {
		return this.place.number();
	}

	UUID run() {
		return this.place.run();
	}

	/**
	 * Whether the row is as it was written.
	 */
	boolean isIntact(ChainKey key) {
		try {
			return !this.uncovered && MessageDigest.isEqual(this.code, expected(key));
		}
		catch (ArithmeticException ex) {
			// a time that nobody could have written
			return false;
		}
	}

	private byte @Nullable [] expected(ChainKey key) {
		if (this.place.type() == LinkType.ABANDON) {
			return (this.abandonedAt != null) ? key.abandon(this.place, this.abandonedAt) : null;
		}
		return key.link(this.place, (column) -> this.values[column.ordinal()]);
	}

}

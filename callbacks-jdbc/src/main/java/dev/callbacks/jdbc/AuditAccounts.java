// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The accounts of records, two for each run: what was accepted is written, waits in
 * memory or in the spool, or is lost.
 */
final class AuditAccounts {

	private final LongAdder accepted = new LongAdder();

	private final LongAdder written = new LongAdder();

	private final AtomicLongArray lost = new AtomicLongArray(Loss.values().length);

	void accepted(long count) {
		this.accepted.add(count);
	}

	void written(long count) {
		this.written.add(count);
	}

	void lost(Loss loss, long count) {
		this.lost.addAndGet(loss.ordinal(), count);
	}

	long accepted() {
		return this.accepted.sum();
	}

	long written() {
		return this.written.sum();
	}

	long lost(Loss loss) {
		return this.lost.get(loss.ordinal());
	}

	long lost() {
		return Arrays.stream(Loss.values()).mapToLong(this::lost).sum();
	}

	/**
	 * A way to lose a record.
	 */
	enum Loss {

		/** The buffer between the runs and the audit was full. */
		BUFFER_FULL,

		/** The database was away, and the spool full, or not to be written or read. */
		SPOOL_FULL,

		/** The database refused the row. */
		REFUSED

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.concurrent.atomic.LongAdder;

/**
 * The counts of what readers of the log met beside events.
 * <p>
 * <b>Thread-safety</b>: any thread may count and read.
 *
 * @since 0.1.0
 */
public final class FleetCounts {

	private final LongAdder duplicates = new LongAdder();

	private final LongAdder voids = new LongAdder();

	private final LongAdder skipped = new LongAdder();

	private final LongAdder gaps = new LongAdder();

	private final LongAdder abandoned = new LongAdder();

	void duplicate() {
		this.duplicates.increment();
	}

	void voidRecord() {
		this.voids.increment();
	}

	void skip() {
		this.skipped.increment();
	}

	void gap() {
		this.gaps.increment();
	}

	void abandon() {
		this.abandoned.increment();
	}

	/**
	 * Returns the number of records that came more than once.
	 * @return the number
	 */
	public long duplicates() {
		return this.duplicates.sum();
	}

	/**
	 * Returns the number of events that came after the end of their run.
	 * @return the number
	 */
	public long voids() {
		return this.voids.sum();
	}

	/**
	 * Returns the number of records that could not be read.
	 * @return the number
	 */
	public long skipped() {
		return this.skipped.sum();
	}

	/**
	 * Returns the number of gaps that readers were told.
	 * @return the number
	 */
	public long gaps() {
		return this.gaps.sum();
	}

	/**
	 * Returns the number of runs that this process ended for others.
	 * @return the number
	 */
	public long abandoned() {
		return this.abandoned.sum();
	}

	@Override
	public String toString() {
		return duplicates() + " duplicates, " + voids() + " void, " + skipped() + " skipped, " + gaps() + " gaps, "
				+ abandoned() + " abandoned";
	}

}

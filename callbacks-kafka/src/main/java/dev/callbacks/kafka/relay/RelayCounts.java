// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.concurrent.atomic.LongAdder;

/**
 * The accounts of a relay, in events: what it accepted is relayed, in the spool, or shed,
 * once nothing is under way.
 * <p>
 * <b>Thread-safety</b>: any thread may count and read.
 *
 * @since 0.1.0
 */
public final class RelayCounts {

	private final LongAdder accepted = new LongAdder();

	private final LongAdder relayed = new LongAdder();

	private final LongAdder spooled = new LongAdder();

	private final LongAdder shed = new LongAdder();

	private final LongAdder recovered = new LongAdder();

	void accept() {
		this.accepted.increment();
	}

	void relay(long events) {
		this.relayed.add(events);
	}

	void spool(long events) {
		this.spooled.add(events);
	}

	void leaveOut(long events) {
		this.shed.add(events);
	}

	void recover(long events) {
		this.recovered.add(events);
	}

	/**
	 * Returns the number of events that the relay was given.
	 * @return the number
	 */
	public long accepted() {
		return this.accepted.sum();
	}

	/**
	 * Returns the number of events that the broker has.
	 * @return the number
	 */
	public long relayed() {
		return this.relayed.sum();
	}

	/**
	 * Returns the number of events that wait in the spool.
	 * @return the number
	 */
	public long spooled() {
		return this.spooled.sum();
	}

	/**
	 * Returns the number of events that were left out.
	 * @return the number
	 */
	public long shed() {
		return this.shed.sum();
	}

	/**
	 * Returns the number of events that an earlier process left in the spool and this one
	 * sent.
	 * @return the number
	 */
	public long recovered() {
		return this.recovered.sum();
	}

	@Override
	public String toString() {
		return accepted() + " accepted, " + relayed() + " relayed, " + spooled() + " spooled, " + shed() + " shed";
	}

}

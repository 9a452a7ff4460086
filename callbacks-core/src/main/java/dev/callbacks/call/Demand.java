// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.atomic.AtomicLong;

import reactor.core.publisher.Operators;

/**
 * The demand of a consumer, and how much of it was met or forwarded to the work. Any
 * thread adds demand, and one at a time meets it.
 */
final class Demand {

	private final AtomicLong requested = new AtomicLong();

	private long delivered;

	private long forwarded;

	void add(long count) {
		this.requested.accumulateAndGet(count, Operators::addCap);
	}

	/**
	 * Whether the consumer wants another item.
	 */
	boolean isUnmet() {
		return this.requested.get() > this.delivered;
	}

	/**
	 * Counts an item that goes to the consumer.
	 */
	void met() {
		this.delivered++;
	}

	/**
	 * Returns the demand that was not forwarded yet, and marks it as forwarded.
	 */
	long forward() {
		long more = this.requested.get() - this.forwarded;
		this.forwarded += more;
		return more;
	}

}

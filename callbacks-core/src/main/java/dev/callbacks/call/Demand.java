// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.atomic.AtomicLong;

import reactor.core.publisher.Operators;

/**
 * The demand of a consumer: what it asked for, and what of that it got or the work was
 * asked for. Added to by any thread, and met by one at a time.
 */
final class Demand {

	private final AtomicLong requested = new AtomicLong();

	private long delivered;

	private long forwarded;

	void add(long count) {
		this.requested.accumulateAndGet(count, Operators::addCap);
	}

	/**
	 * Whether the consumer waits for another item.
	 */
	boolean isUnmet() {
		return this.requested.get() > this.delivered;
	}

	/**
	 * The consumer gets an item.
	 */
	void met() {
		this.delivered++;
	}

	/**
	 * Takes what the work was not asked for yet.
	 */
	long forward() {
		long more = this.requested.get() - this.forwarded;
		this.forwarded += more;
		return more;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Objects;

/**
 * A place in a log. Belongs to whoever owns the lane that it is a part of.
 */
final class Cursor {

	final EventLog log;

	/** The piece that the next slot is in, or comes after. */
	private EventLog.Chunk chunk;

	private int index;

	/** The number of slots that were published when the reader looked last. */
	private long known;

	/** The number of the next slot: every slot below it is handled or dropped. */
	long at;

	/**
	 * A place behind the newest slot of a log. For the log's writer.
	 */
	Cursor(EventLog log) {
		this.log = log;
		this.chunk = log.newest();
		this.index = log.index();
		this.at = log.published();
		this.known = this.at;
	}

	/**
	 * The number of slots that were published and are not read.
	 */
	long missing() {
		return this.log.published() - this.at;
	}

	/**
	 * Whether there is a slot to read. Looks at the log only when it has read all that it
	 * knew of: each look takes the count away from the processor that writes it.
	 */
	boolean hasNext() {
		if (this.at == this.known) {
			this.known = this.log.published();
		}
		return this.at != this.known;
	}

	/**
	 * Reads the next slot; there is one.
	 */
	Object next() {
		if (this.index == this.chunk.slots.length) {
			this.chunk = Objects.requireNonNull(this.chunk.next);
			this.index = 0;
		}
		this.at++;
		return this.chunk.slots[this.index++];
	}

	/**
	 * The slot that was read last.
	 */
	Object last() {
		return this.chunk.slots[this.index - 1];
	}

}

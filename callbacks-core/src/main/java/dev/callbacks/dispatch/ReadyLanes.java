// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * The lanes of a run that wait for a worker. Together they are one entry among all that
 * workers are needed for; a worker takes them one by one, so that what is behind a
 * handler that holds it up can be taken by another.
 * <p>
 * <b>No lane is left</b>: as long as a lane waits, the entry is listed, or a worker has
 * it in its hands and will look again.
 */
final class ReadyLanes {

	private static final VarHandle LISTED = Fields.field(MethodHandles.lookup(), "listed", boolean.class);

	private final @Nullable ReadyLane[] lanes;

	private final LaneBits waiting;

	/** Since when each lane waits. Written by whoever lets it wait, before that. */
	final long[] since;

	/** Whether it is among the entries, or in the hands of a worker. */
	private volatile boolean listed;

	/** The lane behind that taken last, or nearly so: workers may overtake each other. */
	private int next;

	ReadyLanes(@Nullable ReadyLane[] lanes) {
		this.lanes = lanes;
		this.waiting = new LaneBits(lanes.length);
		this.since = new long[lanes.length];
	}

	/**
	 * Adds lanes of a word that wait.
	 * @param since when they began to
	 * @return whether the caller has to list the entry
	 */
	boolean add(int word, long lanes, long since) {
		for (long left = lanes; left != 0; left &= left - 1) {
			this.since[LaneBits.lane(word, left)] = since;
		}
		this.waiting.add(word, lanes);
		return list();
	}

	boolean contains(int lane) {
		return (this.waiting.word(lane / Long.SIZE) & 1L << lane) != 0;
	}

	boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	private boolean list() {
		return !this.listed && LISTED.compareAndSet(this, false, true);
	}

	/**
	 * Whether lanes are left. If not, the entry is no longer listed.
	 */
	boolean hasMore() {
		if (this.waiting.isEmpty()) {
			this.listed = false;
			return !this.waiting.isEmpty() && list();
		}
		return true;
	}

	/**
	 * Takes the next lane that waits, in their order, so that each has one turn before
	 * the first has another.
	 * @return the lane, or {@code null} if all behind the last one had their turn
	 */
	@Nullable ReadyLane take() {
		int from = this.next;
		for (int word = from / Long.SIZE; word < this.waiting.words(); word++) {
			long behind = (word == from / Long.SIZE) ? -1L << from : -1L;
			for (long left = this.waiting.word(word) & behind; left != 0; left &= left - 1) {
				int lane = LaneBits.lane(word, left);
				if (this.waiting.take(lane)) {
					this.next = lane + 1;
					return this.lanes[lane];
				}
			}
		}
		this.next = 0;
		return null;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.function.LongPredicate;

/**
 * The rule by which a tree no longer waits for a record that does not come: it has waited
 * for its time, or very many records wait with it, and whatever was in the log then has
 * been read. A reader that is slow, or without a broker, goes on waiting. Immutable.
 *
 * @param time the time that a record may be missing
 */
record Patience(Duration time) {

	/** The records of a tree that may wait for the whole time. */
	private static final int MAX_WAITING = 1_000;

	/**
	 * Whether a tree passes over what it waits for.
	 * @param now the reading of the clock
	 * @param hasReadBeyond whether its partition was read beyond a time of the log, or up
	 * to the end
	 */
	boolean isOver(FollowedTree tree, long now, LongPredicate hasReadBeyond) {
		if (tree.waiting() > MAX_WAITING) {
			return hasReadBeyond.test(tree.blockedTime());
		}
		return !tree.isCaughtUp() && now - tree.blockedSince() > this.time.toNanos()
				&& hasReadBeyond.test(tree.blockedTime() + this.time.toMillis());
	}

}

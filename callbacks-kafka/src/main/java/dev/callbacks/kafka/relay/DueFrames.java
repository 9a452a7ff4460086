// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.kafka.relay.RelayedTree.RelayedRun;
import dev.callbacks.kafka.wire.FrameWriter;
import org.jspecify.annotations.Nullable;

/**
 * The frames that are being filled, in the order in which they are to be sent: all that
 * wait equally long are in one queue, so the first of it is due first. They are sent
 * several together, since a request to the broker costs more than what is in it: as soon
 * as one has waited for its time, all that have waited for most of it.
 * <p>
 * <b>Thread-safety</b>: any thread may add, one takes.
 */
final class DueFrames {

	private final Queue<Due> due = new ConcurrentLinkedQueue<>();

	/** The part of the time that a frame waits at least. */
	private static final double LEAST = 0.7;

	private final long delay;

	private final long early;

	DueFrames(long delay) {
		this.delay = delay;
		this.early = delay - (long) (delay * LEAST);
	}

	void add(RelayedTree tree, RelayedRun run, FrameWriter frame) {
		this.due.add(new Due(tree, run, frame, System.nanoTime() + this.delay));
	}

	/**
	 * Whether the time of the first frame has come.
	 */
	boolean isDue(long now) {
		Due first = this.due.peek();
		return first != null && first.at() - now <= 0;
	}

	/**
	 * Removes the first frame if its time has come, or is near.
	 */
	@Nullable Due poll(long now) {
		Due first = this.due.peek();
		return (first != null && first.at() - now <= this.early) ? this.due.poll() : null;
	}

	/**
	 * Removes the first frame.
	 */
	@Nullable Due poll() {
		return this.due.poll();
	}

	/**
	 * A frame, which may have been sent since.
	 */
	record Due(RelayedTree tree, RelayedRun run, FrameWriter frame, long at) {

	}

}

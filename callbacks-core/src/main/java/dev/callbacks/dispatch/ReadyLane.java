// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import dev.callbacks.spi.DropReason;

/**
 * A lane that has something to do, as those see it who bring it to a thread.
 */
interface ReadyLane {

	/**
	 * Whether it waits for one of the workers, which others may need as well.
	 */
	boolean needsWorker();

	/**
	 * Since when it is ready.
	 */
	long readyAt();

	/**
	 * Whether its handler was slow the last time: then others are not made to wait behind
	 * it.
	 */
	boolean isSlow();

	/**
	 * Gets it a permit of its handler.
	 * @return whether it has one; else it is no longer this thread's, and goes on when
	 * there is one
	 */
	boolean enter();

	/**
	 * Works off a batch with a permit, and gives that back.
	 * @param now the time
	 * @return the time when the batch was done
	 */
	long work(long now);

	/**
	 * Returns the number of events of the last batch, or perhaps of a later one; a large
	 * one if its handler was slow before.
	 */
	int worked();

	/**
	 * Brings it to a thread that may run its handler.
	 */
	void toThread();

	/**
	 * Goes on with a permit that was waited for.
	 */
	void permitted();

	/**
	 * Drops all that it has, since there will be no thread for it.
	 */
	void drop(DropReason reason);

}

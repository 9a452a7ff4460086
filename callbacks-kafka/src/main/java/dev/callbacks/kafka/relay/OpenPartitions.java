// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.function.IntConsumer;

/**
 * The partitions in which this process has open runs, and so has to give signs of life.
 * Every lifecycle record is one.
 * <p>
 * <b>Thread-safety</b>: any thread may tell.
 */
final class OpenPartitions {

	private final long interval;

	/** The number of trees with open runs by partition. Guarded by this. */
	private final int[] open;

	/** The time of the last sign by partition. Guarded by this. */
	private final long[] last;

	OpenPartitions(int partitions, long interval) {
		this.open = new int[partitions];
		this.last = new long[partitions];
		this.interval = interval;
	}

	synchronized void opened(int partition) {
		this.open[partition]++;
	}

	synchronized void ended(int partition) {
		this.open[partition]--;
	}

	synchronized void sent(int partition) {
		this.last[partition] = System.nanoTime();
	}

	synchronized boolean isAnyOpen() {
		for (int trees : this.open) {
			if (trees > 0) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Forgets all signs, since nobody may have seen them.
	 */
	synchronized void forgetSigns() {
		long now = System.nanoTime();
		for (int i = 0; i < this.last.length; i++) {
			this.last[i] = now - this.interval;
		}
	}

	/**
	 * Names the partitions that have waited for a sign for long enough.
	 */
	void due(IntConsumer consumer) {
		for (int i = 0; i < this.open.length; i++) {
			if (isDue(i)) {
				consumer.accept(i);
			}
		}
	}

	private synchronized boolean isDue(int partition) {
		long now = System.nanoTime();
		boolean due = this.open[partition] > 0 && now - this.last[partition] >= this.interval;
		if (due) {
			this.last[partition] = now;
		}
		return due;
	}

}

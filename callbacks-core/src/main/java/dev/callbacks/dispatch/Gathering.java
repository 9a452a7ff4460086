// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

/**
 * Notices that a worker goes from run to run for an event or two each, at once: then the
 * way there costs more than the events, and those who emit have to list each run anew. So
 * it lets events gather. It belongs to one worker.
 */
final class Gathering {

	/** The time for that: enough for many events where so many come. */
	static final long NANOS = 50_000;

	private static final int RUNS = 64;

	private static final int FEW = 4;

	/** Runs that take longer have handlers with something to do. */
	private static final long AT_ONCE = RUNS * 4_000L;

	/** The most that a lane of this run had. */
	private int most;

	/** The number of runs in a row that had few, and since when. */
	private int poor;

	private long since;

	/**
	 * A lane of a run had its turn.
	 * @param events how many it had
	 */
	void turn(int events) {
		this.most = Math.max(this.most, events);
	}

	/**
	 * All lanes of a run had their turn.
	 * @return whether to let events gather
	 */
	boolean isDue(long now) {
		if (this.most >= FEW) {
			this.poor = 0;
		}
		else if (this.poor++ == 0) {
			this.since = now;
		}
		this.most = 0;
		boolean many = this.poor == RUNS;
		if (many) {
			this.poor = 0;
		}
		return many && now - this.since < AT_ONCE;
	}

}

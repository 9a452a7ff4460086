// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Decides when a program counts as hung: when nothing was seen for a time, or when it
 * takes far too long. Not thread-safe.
 */
final class Patience {

	private static final long LIMIT = TimeUnit.SECONDS.toNanos(World.LIMIT_SECONDS);

	private final Journal journal;

	private final long begun = System.nanoTime();

	private long seen;

	private long seenAt = this.begun;

	Patience(Journal journal) {
		this.journal = journal;
	}

	boolean isOver() {
		long now = System.nanoTime();
		long seen = this.journal.seenSoFar();
		if (seen != this.seen) {
			this.seen = seen;
			this.seenAt = now;
		}
		return now - this.seenAt > LIMIT || now - this.begun > 4 * LIMIT;
	}

	/**
	 * Waits for a future, as long as it has patience.
	 */
	static void await(CompletableFuture<?> future, Journal journal)
			throws InterruptedException, ExecutionException, TimeoutException {
		Patience patience = new Patience(journal);
		while (true) {
			try {
				future.get(1, TimeUnit.SECONDS);
				return;
			}
			catch (TimeoutException ex) {
				if (patience.isOver()) {
					throw ex;
				}
			}
		}
	}

}

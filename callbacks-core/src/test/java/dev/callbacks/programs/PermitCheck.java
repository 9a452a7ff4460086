// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

import dev.callbacks.programs.HandlerPlan.Kind;
import dev.callbacks.programs.Journal.Seen;

/**
 * Checks that no more threads are in a handler than it allows, across all runs.
 */
final class PermitCheck {

	private final Journal journal;

	private final HandlerPlan handler;

	private final boolean mayBeGivenUp;

	PermitCheck(Journal journal, HandlerPlan handler, boolean stops) {
		this.journal = journal;
		this.handler = handler;
		this.mayBeGivenUp = stops || handler.mayBeGivenUp();
	}

	void check() {
		Integer concurrency = this.handler.settings().concurrency();
		if (this.handler.isSerialized()) {
			check(1, false);
		}
		else if (concurrency != null && this.handler.kind() == Kind.BLOCKING) {
			check(concurrency, true);
		}
	}

	/** Serialized is for all threads; concurrency counts workers only. */
	private void check(int permits, boolean workers) {
		List<Seen> all = new ArrayList<>();
		this.journal.seen(this.handler.id()).values().forEach(all::addAll);
		all.removeIf((seen) -> workers && !seen.onWorker);
		all.sort(Comparator.comparingLong((seen) -> seen.entered));
		PriorityQueue<Long> inside = new PriorityQueue<>();
		for (Seen seen : all) {
			while (!inside.isEmpty() && inside.peek() < seen.entered) {
				inside.poll();
			}
			inside.add(end(seen));
			if (inside.size() > permits) {
				this.journal.violated("Permits: " + inside.size() + " threads are in h" + this.handler.id()
						+ ", which allows " + permits + ", at " + seen + " of run " + seen.event.run().name());
				return;
			}
		}
	}

	/** A stage that was given up holds no permit; a method does until it returns. */
	private long end(Seen seen) {
		long end = (this.handler.isSerialized() && !this.mayBeGivenUp) ? seen.left : seen.returned;
		return (end != 0) ? end : Long.MAX_VALUE;
	}

}

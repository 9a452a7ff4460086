// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The records that came back from the broker, to be sent again before all others. Any
 * thread may add; the sender's does the rest.
 */
final class Returned {

	/** Those that came back since they were put in order. Guarded by itself. */
	private final List<Sent> latest = new ArrayList<>();

	private final Deque<Sent> ordered = new ArrayDeque<>();

	void add(Sent sent) {
		synchronized (this.latest) {
			this.latest.add(sent);
		}
	}

	/**
	 * Whether some came back since they were put in order.
	 */
	boolean hasLatest() {
		synchronized (this.latest) {
			return !this.latest.isEmpty();
		}
	}

	boolean isEmpty() {
		return this.ordered.isEmpty() && !hasLatest();
	}

	/**
	 * Puts those that came back before all others, once nothing else is on its way.
	 */
	void putInOrder() {
		synchronized (this.latest) {
			this.latest.sort(Comparator.comparingLong(Sent::order).reversed());
			this.latest.forEach(this.ordered::addFirst);
			this.latest.clear();
		}
	}

	/**
	 * Removes the first.
	 */
	@Nullable Sent poll() {
		return this.ordered.poll();
	}

	Stream<Sent> stream() {
		return this.ordered.stream();
	}

}

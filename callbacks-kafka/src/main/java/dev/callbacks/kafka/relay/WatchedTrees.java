// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The trees that somebody watches, each until its watch runs out.
 * <p>
 * <b>Thread-safety</b>: any thread may ask and tell.
 */
final class WatchedTrees {

	/** Beyond this many nobody else is served at once. */
	private static final int MAX_WATCHED = 10_000;

	private final long nanos;

	private final Map<UUID, Long> until = new ConcurrentHashMap<>();

	WatchedTrees(long nanos) {
		this.nanos = nanos;
	}

	void watch(UUID root) {
		if (this.until.size() < MAX_WATCHED || this.until.containsKey(root)) {
			this.until.put(root, System.nanoTime() + this.nanos);
		}
	}

	boolean isWatched(UUID root) {
		if (this.until.isEmpty()) {
			return false;
		}
		Long until = this.until.get(root);
		return until != null && until - System.nanoTime() > 0;
	}

	void forgetOld() {
		long now = System.nanoTime();
		this.until.values().removeIf((until) -> until - now <= 0);
	}

}

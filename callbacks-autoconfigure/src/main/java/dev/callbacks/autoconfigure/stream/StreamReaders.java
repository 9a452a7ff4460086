// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.HashMap;
import java.util.Map;

/**
 * The connections that read streams, as a whole and of each user.
 */
final class StreamReaders {

	private final int max;

	private final int maxPerUser;

	/** The number of connections by the account. Guarded by this. */
	private final Map<Object, Integer> byAccount = new HashMap<>();

	/** The number of all connections. Guarded by this. */
	private int all;

	StreamReaders(int max, int maxPerUser) {
		this.max = max;
		this.maxPerUser = maxPerUser;
	}

	synchronized boolean hasRoom(Object account) {
		return this.all < this.max && this.byAccount.getOrDefault(account, 0) < this.maxPerUser;
	}

	synchronized boolean enter(Object account) {
		if (!hasRoom(account)) {
			return false;
		}
		this.all++;
		this.byAccount.merge(account, 1, Integer::sum);
		return true;
	}

	synchronized void leave(Object account) {
		this.all--;
		this.byAccount.computeIfPresent(account, (key, count) -> (count > 1) ? count - 1 : null);
	}

}

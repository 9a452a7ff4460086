// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A log of what may happen very often: a line a minute at most.
 */
final class OccasionalLog {

	private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

	private final Logger logger;

	private final AtomicLong next = new AtomicLong(System.nanoTime());

	OccasionalLog(Logger logger) {
		this.logger = logger;
	}

	void error(String message, @Nullable Object... arguments) {
		if (isDue()) {
			this.logger.error(message, arguments);
		}
	}

	void warn(String message, @Nullable Object... arguments) {
		if (isDue()) {
			this.logger.warn(message, arguments);
		}
	}

	private boolean isDue() {
		long now = System.nanoTime();
		long due = this.next.get();
		return now - due >= 0 && this.next.compareAndSet(due, now + INTERVAL);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A log of what may happen with every record, such as a full disk: a line a minute at
 * most.
 * <p>
 * <b>Thread-safety</b>: any thread may write.
 *
 * @since 0.1.0
 */
public final class OccasionalLog {

	private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

	private final Logger logger;

	private final AtomicLong next = new AtomicLong(System.nanoTime());

	/**
	 * Creates a log that has nothing in it.
	 * @param logger the logger of its lines
	 */
	public OccasionalLog(Logger logger) {
		this.logger = logger;
	}

	/**
	 * Writes an error, unless there was a line within the last minute.
	 * @param message the message
	 * @param arguments its arguments
	 */
	public void error(String message, @Nullable Object... arguments) {
		if (isDue()) {
			this.logger.error(message, arguments);
		}
	}

	/**
	 * Writes a warning, unless there was a line within the last minute.
	 * @param message the message
	 * @param arguments its arguments
	 */
	public void warn(String message, @Nullable Object... arguments) {
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

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.callbacks.event.CallbackEvent;

/**
 * An event that somebody waits for. Opens when every lane of the run and the appender
 * have arrived: each lane arrives once, by itself when it passes the event, or through
 * the appender that owns it.
 */
final class Barrier {

	private static final VarHandle MISSING = Fields.field(MethodHandles.lookup(), "missing", int.class);

	private final CallbackEvent event;

	/** The task that follows; run by whoever arrives last. */
	final Runnable onOpen;

	private volatile int missing;

	Barrier(CallbackEvent event, int lanes, Runnable onOpen) {
		this.event = event;
		this.missing = lanes + 1;
		this.onOpen = onOpen;
	}

	/**
	 * Some of those who are expected have come.
	 * @return whether they were the last, who have to call {@link #onOpen}
	 */
	boolean arrive(int count) {
		return (int) MISSING.getAndAdd(this, -count) == count;
	}

	static CallbackEvent eventOf(Object slot) {
		return (slot instanceof Barrier barrier) ? barrier.event : (CallbackEvent) slot;
	}

}

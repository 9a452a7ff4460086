// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import dev.callbacks.event.CallbackEvent;

/**
 * The bounded buffer between the threads of runs and that of the audit. Nobody waits for
 * room: what finds the buffer full, or closed, is lost and counted.
 */
final class EventBuffer {

	private final BlockingQueue<CallbackEvent> events;

	private final AuditAccounts accounts;

	private volatile boolean closed;

	EventBuffer(int capacity, AuditAccounts accounts) {
		this.events = new ArrayBlockingQueue<>(capacity);
		this.accounts = accounts;
	}

	void add(CallbackEvent event) {
		this.accounts.accepted(1);
		// one that slips in while the buffer is closed is lost unless it was taken
		if (this.closed || !this.events.offer(event) || this.closed && this.events.remove(event)) {
			this.accounts.lost(AuditAccounts.Loss.BUFFER_FULL, 1);
		}
	}

	/**
	 * Takes all events that are there.
	 */
	List<CallbackEvent> drain() {
		List<CallbackEvent> drained = new ArrayList<>();
		this.events.drainTo(drained);
		return drained;
	}

	void open() {
		this.closed = false;
	}

	void close() {
		this.closed = true;
	}

}

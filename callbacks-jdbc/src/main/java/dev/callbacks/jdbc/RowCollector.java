// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.ArrayList;
import java.util.List;

import dev.callbacks.autoconfigure.spool.OccasionalLog;
import dev.callbacks.event.CallbackEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector of rows: turns buffered events into rows that wait to be written. It
 * never waits for the database.
 */
final class RowCollector {

	private static final Logger logger = LoggerFactory.getLogger(RowCollector.class);

	private final EventBuffer buffer;

	private final RowFactory rows;

	private final OccasionalLog log = new OccasionalLog(logger);

	RowCollector(EventBuffer buffer, RowFactory rows) {
		this.buffer = buffer;
		this.rows = rows;
	}

	/**
	 * Moves what is in the buffer.
	 * @return the number of rows that were added
	 */
	synchronized int moveTo(Outbox outbox) {
		List<CallbackEvent> events = this.buffer.drain();
		List<AuditRow> collected = new ArrayList<>(events.size());
		events.forEach((event) -> collected.add(row(event)));
		if (!collected.isEmpty()) {
			outbox.add(collected);
		}
		return collected.size();
	}

	private AuditRow row(CallbackEvent event) {
		try {
			return this.rows.row(event);
		}
		catch (Throwable ex) {
			// such as of a toString() in the metadata
			this.log.warn("The row of {} has no metadata and no content, since they cannot be read", event.run(), ex);
			return this.rows.bareRow(event);
		}
	}

}

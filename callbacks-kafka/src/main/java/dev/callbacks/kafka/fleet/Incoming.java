// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.UUID;

import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import dev.callbacks.kafka.wire.Place;

/**
 * A record as it was read.
 *
 * @param root the tree
 * @param topic the topic
 * @param partition the partition
 * @param offset the offset
 * @param time the time at which it was written, in milliseconds
 * @param record the record
 * @param known whether it was handled before, and only tells what followed from it
 */
record Incoming(UUID root, LogTopic topic, int partition, long offset, long time, LogRecord record, boolean known) {

	Place place() {
		return (this.record instanceof LogRecord.Event event) ? event.place()
				: ((LogRecord.Tokens) this.record).place();
	}

	boolean isAbandonment() {
		return this.record instanceof LogRecord.Event event && event.isAbandonment();
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.UUID;

import dev.callbacks.kafka.wire.LogTopic;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to the broker.
 *
 * @param topic its topic
 * @param root the tree that it belongs to, or {@code null} if it goes to all who read the
 * partition
 * @param partition the partition
 * @param value the bytes
 * @param events the number of events in it
 * @param source the place that it comes from
 */
record Outgoing(LogTopic topic, @Nullable UUID root, int partition, byte[] value, int events, Source source) {

	/** The bytes that a record takes beside its value. */
	private static final int OVERHEAD = 128;

	int size() {
		return this.value.length + OVERHEAD;
	}

	/**
	 * Whether it may be left out if there is no room.
	 */
	boolean isTokens() {
		return this.topic == LogTopic.TOKENS;
	}

	/**
	 * Whether its loss would be the loss of an event.
	 */
	boolean isLifecycle() {
		return this.topic == LogTopic.LIFECYCLE && this.events != 0;
	}

	Outgoing from(Source source) {
		return new Outgoing(this.topic, this.root, this.partition, this.value, this.events, source);
	}

	/**
	 * Where a record comes from.
	 */
	enum Source {

		/** A handler's event of this process. */
		EVENT,

		/** The spool, written by this process. */
		SPOOL,

		/** The spool, written by an earlier process. */
		EARLIER

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.Map;
import java.util.UUID;

import dev.callbacks.kafka.wire.BadRecordException;
import dev.callbacks.kafka.wire.FrameReader;
import dev.callbacks.kafka.wire.LifecycleCodec;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.kafka.wire.RecordKey;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading of records. One that is not ours, or of a newer version, is skipped and
 * counted; the first of them is named in the log.
 */
final class LogReading {

	private static final Logger logger = LoggerFactory.getLogger(LogReading.class);

	private final LogTopics topics;

	private final FleetCounts counts;

	private final Map<String, ?> marks;

	private boolean warned;

	LogReading(LogTopics topics, FleetCounts counts) {
		this(topics, counts, Map.of());
	}

	private LogReading(LogTopics topics, FleetCounts counts, Map<String, ?> marks) {
		this.topics = topics;
		this.counts = counts;
		this.marks = marks;
	}

	/**
	 * Returns a reading that adds to the metadata of runs.
	 */
	LogReading marking(Map<String, ?> marks) {
		return new LogReading(this.topics, this.counts, marks);
	}

	/**
	 * Reads a record.
	 * @return the record, or {@code null} if it is to be skipped
	 */
	@Nullable LogRecord read(ConsumerRecord<byte[], byte[]> record) {
		try {
			return record.topic().equals(this.topics.tokens())
					? FrameReader.read(RecordKey.root(record.key()), record.value())
					: LifecycleCodec.read(record.value(), this.marks);
		}
		catch (BadRecordException ex) {
			this.counts.skip();
			if (!this.warned) {
				this.warned = true;
				logger.warn("Record {} of '{}', partition {}, is skipped, and so are others like it: {}",
						record.offset(), record.topic(), record.partition(), ex.getMessage());
			}
			return null;
		}
	}

	LogTopic topic(ConsumerRecord<byte[], byte[]> record) {
		return record.topic().equals(this.topics.tokens()) ? LogTopic.TOKENS : LogTopic.LIFECYCLE;
	}

	/**
	 * Returns the tree of a record that has one.
	 */
	static @Nullable UUID root(ConsumerRecord<byte[], byte[]> record, LogRecord read) {
		if (read instanceof LogRecord.Event event) {
			return event.run().rootId();
		}
		return (read instanceof LogRecord.Tokens) ? RecordKey.root(record.key()) : null;
	}

}

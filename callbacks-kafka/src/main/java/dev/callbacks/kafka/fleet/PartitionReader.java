// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a reader knows of one partition, which both topics have. Its committed offset is
 * where the oldest open tree begins, so that whoever takes the partition over knows its
 * trees; beside it stands the offset up to which everything was handled, so that this is
 * not done again. For one thread.
 */
final class PartitionReader {

	private final int partition;

	private final List<LogTopic> topics;

	private final FollowedTrees trees;

	private final Map<LogTopic, Long> handledBefore = new EnumMap<>(LogTopic.class);

	private final Map<LogTopic, Long> position = new EnumMap<>(LogTopic.class);

	private final Map<LogTopic, Long> time = new EnumMap<>(LogTopic.class);

	PartitionReader(int partition, List<LogTopic> topics, FollowedTrees trees) {
		this.partition = partition;
		this.topics = topics;
		this.trees = trees;
	}

	FollowedTrees trees() {
		return this.trees;
	}

	/**
	 * Takes over where another reader of the group has left.
	 * @param handled the offset before which this process has handled everything itself,
	 * which it may not have been able to commit
	 */
	void takeOver(LogTopic topic, @Nullable OffsetAndMetadata committed, long handled) {
		if (committed != null) {
			this.position.put(topic, committed.offset());
		}
		this.handledBefore.put(topic, Math.max((committed != null) ? handled(committed) : 0, handled));
	}

	/**
	 * Returns the offset before which everything is handled.
	 */
	long handled(LogTopic topic) {
		long position = this.position.getOrDefault(topic, 0L);
		return Math.max(this.trees.firstWaiting(topic, position), this.handledBefore.getOrDefault(topic, 0L));
	}

	private static long handled(OffsetAndMetadata committed) {
		try {
			return Long.parseLong(committed.metadata());
		}
		catch (NumberFormatException ex) {
			// committed by a tool, which knows no more than the offset
			return committed.offset();
		}
	}

	/**
	 * Returns the number of records that the broker had before an offset and has no more.
	 */
	long missingBefore(LogTopic topic, long offset) {
		return offset - Math.min(offset, this.position.getOrDefault(topic, offset));
	}

	void accept(LogTopic topic, ConsumerRecord<byte[], byte[]> record, @Nullable LogRecord read, long now) {
		this.position.put(topic, record.offset() + 1);
		this.time.merge(topic, record.timestamp(), Math::max);
		UUID root = (read != null) ? LogReading.root(record, read) : null;
		if (root != null && read != null) {
			boolean known = record.offset() < this.handledBefore.getOrDefault(topic, 0L);
			this.trees.accept(
					new Incoming(root, topic, this.partition, record.offset(), record.timestamp(), read, known), now);
		}
	}

	/**
	 * Whether all topics were read beyond a time of the log, or up to the end.
	 */
	boolean hasReadBeyond(long time, LogEnd end) {
		return this.topics.stream().allMatch((topic) -> this.time.getOrDefault(topic, 0L) > time) || end.isReached();
	}

	/**
	 * Returns what is to be committed, or {@code null} if nothing was read.
	 */
	@Nullable OffsetAndMetadata offset(LogTopic topic) {
		Long position = this.position.get(topic);
		if (position == null) {
			return null;
		}
		return new OffsetAndMetadata(this.trees.firstOffset(topic, position), Long.toString(handled(topic)));
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a reader knows of one partition, which both topics have. Its committed offset is
 * where the oldest open tree begins, so that whoever takes the partition over knows its
 * trees; beside it stands what was handled, so that this is not done again. For one
 * thread.
 */
final class PartitionReader {

	private final Map<LogTopic, TopicPartition> topics;

	private final FollowedTrees trees;

	private final Map<LogTopic, Progress> handledBefore = new EnumMap<>(LogTopic.class);

	private final Map<LogTopic, Long> position = new EnumMap<>(LogTopic.class);

	private final Map<LogTopic, Long> time = new EnumMap<>(LogTopic.class);

	PartitionReader(Map<LogTopic, TopicPartition> topics, FollowedTrees trees) {
		this.topics = topics;
		this.trees = trees;
	}

	FollowedTrees trees() {
		return this.trees;
	}

	/**
	 * Returns the partition of each topic.
	 */
	Map<LogTopic, TopicPartition> topics() {
		return this.topics;
	}

	/**
	 * Takes over where another reader of the group has left.
	 * @param own what this process has handled itself, which it may not have been able to
	 * commit
	 */
	void takeOver(LogTopic topic, @Nullable OffsetAndMetadata committed, Progress own) {
		if (committed != null) {
			this.position.put(topic, committed.offset());
		}
		this.handledBefore.put(topic, Progress.of(committed).and(own));
	}

	/**
	 * Returns what is handled.
	 */
	Progress progress(LogTopic topic) {
		Progress now = Progress.of(this.position.getOrDefault(topic, 0L), this.trees.waiting(topic));
		return now.and(this.handledBefore.getOrDefault(topic, Progress.NONE));
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
			boolean known = this.handledBefore.getOrDefault(topic, Progress.NONE).includes(record.offset());
			this.trees.accept(
					new Incoming(root, topic, record.partition(), record.offset(), record.timestamp(), read, known),
					now);
		}
	}

	/**
	 * Whether each topic was read beyond a time of the log, or up to its end.
	 */
	boolean hasReadBeyond(long time, LogEnd end) {
		return this.topics.keySet().stream().allMatch((topic) -> time(topic) > time || isAtEnd(topic, end));
	}

	/**
	 * Whether a topic has been read farther than another one that has more to read.
	 */
	boolean isAhead(LogTopic topic, LogEnd end) {
		return this.topics.keySet().stream().anyMatch((other) -> time(other) < time(topic) && !isAtEnd(other, end));
	}

	private long time(LogTopic topic) {
		return this.time.getOrDefault(topic, 0L);
	}

	private boolean isAtEnd(LogTopic topic, LogEnd end) {
		return end.isReached(Objects.requireNonNull(this.topics.get(topic)));
	}

	/**
	 * Returns what is to be committed, or {@code null} if nothing was read.
	 */
	@Nullable OffsetAndMetadata offset(LogTopic topic) {
		Long position = this.position.get(topic);
		if (position == null) {
			return null;
		}
		return new OffsetAndMetadata(this.trees.firstOffset(topic, position), progress(topic).text());
	}

}

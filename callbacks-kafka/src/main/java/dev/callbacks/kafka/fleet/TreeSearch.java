// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.callbacks.kafka.wire.LogTopic;
import dev.callbacks.kafka.wire.LogTopics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * The search for a tree in the log, by the time in the id of its root.
 */
final class TreeSearch {

	/** The clocks of two machines may differ by so much. */
	static final Duration SKEW = Duration.ofSeconds(30);

	private TreeSearch() {
	}

	/**
	 * Returns where the records of a tree are.
	 */
	static Set<TopicPartition> partitions(UUID root, LogTopics topics, boolean withTokens) {
		int partition = topics.partition(root);
		TopicPartition lifecycle = new TopicPartition(topics.name(LogTopic.LIFECYCLE), partition);
		return withTokens ? Set.of(lifecycle, new TopicPartition(topics.name(LogTopic.TOKENS), partition))
				: Set.of(lifecycle);
	}

	/**
	 * Goes to the time at which a tree began.
	 */
	static void seek(Consumer<byte[], byte[]> consumer, UUID root, Set<TopicPartition> partitions) {
		long time = Math.max(0, Starts.time(root).minus(SKEW).toEpochMilli());
		Map<TopicPartition, Long> times = new HashMap<>();
		partitions.forEach((partition) -> times.put(partition, time));
		// what is written from now on may belong to the tree
		Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
		Map<TopicPartition, OffsetAndTimestamp> offsets = consumer.offsetsForTimes(times);
		for (TopicPartition partition : partitions) {
			OffsetAndTimestamp offset = offsets.get(partition);
			consumer.seek(partition, (offset != null) ? offset.offset() : ends.getOrDefault(partition, 0L));
		}
	}

}

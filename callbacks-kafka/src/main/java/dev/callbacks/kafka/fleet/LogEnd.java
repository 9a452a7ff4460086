// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The end of partitions as the broker tells it, asked for when somebody wants to know. A
 * reader without anything to read may only have a slow broker. For one thread.
 */
final class LogEnd {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final Consumer<byte[], byte[]> consumer;

	private final Collection<TopicPartition> partitions;

	private @Nullable Map<TopicPartition, Boolean> reached;

	LogEnd(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
		this.consumer = consumer;
		this.partitions = partitions;
	}

	/**
	 * Whether everything has been read that was there when this was asked first.
	 */
	boolean isReached() {
		return this.partitions.stream().allMatch(this::isReached);
	}

	/**
	 * The same for one of the partitions.
	 */
	boolean isReached(TopicPartition partition) {
		if (this.reached == null) {
			this.reached = ask();
		}
		return this.reached.getOrDefault(partition, false);
	}

	private Map<TopicPartition, Boolean> ask() {
		Map<TopicPartition, Boolean> answer = new HashMap<>();
		try {
			this.consumer.endOffsets(this.partitions, TIMEOUT)
				.forEach((partition, end) -> answer.put(partition, this.consumer.position(partition) >= end));
		}
		catch (KafkaException | IllegalStateException ex) {
			// the broker is away, or the partition is another's now
			answer.clear();
		}
		return answer;
	}

}

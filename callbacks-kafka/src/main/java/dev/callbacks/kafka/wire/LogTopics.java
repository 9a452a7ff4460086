// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.util.UUID;

/**
 * The names of the topics, and their number of partitions, by which a tree finds its
 * place.
 *
 * @param lifecycle the topic of all events but tokens
 * @param tokens the topic of tokens
 * @param control the topic of wishes, which has one partition
 * @param partitions the number of partitions of the others
 * @since 0.1.0
 */
public record LogTopics(String lifecycle, String tokens, String control, int partitions) {

	/**
	 * Returns the name of a topic.
	 * @param topic the topic
	 * @return the name
	 */
	public String name(LogTopic topic) {
		return switch (topic) {
			case LIFECYCLE -> this.lifecycle;
			case TOKENS -> this.tokens;
			case CONTROL -> this.control;
		};
	}

	/**
	 * Returns the partition of a tree.
	 * @param root the root
	 * @return the partition, the same in both topics
	 */
	public int partition(UUID root) {
		return RecordKey.partition(root, this.partitions);
	}

}

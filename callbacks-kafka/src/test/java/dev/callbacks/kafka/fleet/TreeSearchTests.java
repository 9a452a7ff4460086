// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The search for the beginning of a tree.
 */
class TreeSearchTests {

	private static final TopicPartition TOKENS = new TopicPartition("t", 0);

	@Test
	void whatIsWrittenDuringTheSearchIsRead() {
		Broker consumer = new Broker();
		consumer.assign(Set.of(TOKENS));
		consumer.updateBeginningOffsets(Map.of(TOKENS, 0L));
		consumer.updateEndOffsets(Map.of(TOKENS, 7L));
		TreeSearch.seek(consumer, UUID.randomUUID(), Set.of(TOKENS));
		assertThat(consumer.position(TOKENS)).isEqualTo(7);
	}

	/**
	 * A broker that has no record of the tree when it is asked, and some afterwards.
	 */
	private static final class Broker extends MockConsumer<byte[], byte[]> {

		private Broker() {
			super("earliest");
		}

		@Override
		public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
			updateEndOffsets(Map.of(TOKENS, 9L));
			return Map.of();
		}

		@Override
		public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times,
				Duration timeout) {
			return offsetsForTimes(times);
		}

	}

}

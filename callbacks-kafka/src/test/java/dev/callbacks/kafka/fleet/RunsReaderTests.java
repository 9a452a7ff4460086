// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

import dev.callbacks.autoconfigure.remote.RemoteRuns;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.kafka.relay.RelayOptions;
import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.kafka.wire.Origin;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

import static org.awaitility.Awaitility.await;

/**
 * A reader of runs whose broker is a scripted one.
 */
class RunsReaderTests {

	private static final TopicPartition LIFECYCLE = new TopicPartition("l", 0);

	private static final Duration SOON = Duration.ofSeconds(20);

	private final Broker consumer = new Broker();

	private volatile boolean caughtUp;

	@Test
	void brokerThatDoesNotAnswerIsAwayUntilItDoes() {
		this.consumer.updateBeginningOffsets(Map.of(LIFECYCLE, 0L));
		this.consumer.updateEndOffsets(Map.of(LIFECYCLE, 0L));
		this.consumer.away = true;
		try (RunsReader reader = new RunsReader(options(), Duration.ofSeconds(1), new FleetCounts(), 100,
				new Listener(), () -> this.consumer)) {
			reader.start();
			await().atMost(SOON).until(reader::isAway);
			this.consumer.away = false;
			await().atMost(SOON).until(() -> !reader.isAway() && this.caughtUp);
		}
		await().atMost(SOON).until(this.consumer::closed);
	}

	private static RelayOptions options() {
		Duration second = Duration.ofSeconds(1);
		return new RelayOptions(new Origin("here", 1), new LogTopics("l", "t", "c", 1), true, false, second, second,
				1 << 20, 100_000, second, second, Path.of("."), 0);
	}

	private static final class Broker extends MockConsumer<byte[], byte[]> {

		private volatile boolean away;

		private Broker() {
			super("earliest");
		}

		@Override
		public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
			if (this.away) {
				throw new TimeoutException("no answer");
			}
			return endOffsets(partitions);
		}

		@Override
		public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times,
				Duration timeout) {
			return Map.of();
		}

	}

	private final class Listener implements RemoteRuns.Listener {

		@Override
		public void event(String instance, CallbackEvent event) {
			throw new IllegalStateException("There is no event");
		}

		@Override
		public void caughtUp() {
			RunsReaderTests.this.caughtUp = true;
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.callbacks.kafka.wire.LifecycleCodec;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Wishes of other instances, and a reader that fails between them.
 */
class ControlReaderTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final TopicPartition CONTROL = new TopicPartition("c", 0);

	private static final long END = 7;

	private final List<MockConsumer<byte[], byte[]>> consumers = new CopyOnWriteArrayList<>();

	private final List<UUID> stopped = new CopyOnWriteArrayList<>();

	@Test
	void aWishThatIsWrittenWhileTheReaderBeginsAnewIsHeard() {
		UUID old = UUID.randomUUID();
		UUID first = UUID.randomUUID();
		UUID second = UUID.randomUUID();
		ControlReader reader = new ControlReader(new LogTopics("l", "t", "c", 1), (run) -> {
		}, (run) -> {
			this.stopped.add(run);
			if (run.equals(first)) {
				throw new AssertionError("a run that cannot be stopped");
			}
		}, new FleetCounts(), () -> {
			MockConsumer<byte[], byte[]> consumer = consumer();
			if (this.consumers.size() == 1) {
				consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("no broker")));
			}
			else {
				consumer.schedulePollTask(() -> {
					consumer.addRecord(wish(END - 1, old));
					consumer.addRecord(wish(END, first));
					consumer.addRecord(wish(END + 1, second));
				});
			}
			return consumer;
		});
		reader.start();
		await().atMost(SOON).until(() -> this.stopped.contains(second));
		reader.stop();
		assertThat(this.stopped).containsExactly(first, second);
	}

	private MockConsumer<byte[], byte[]> consumer() {
		MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
		consumer.updateBeginningOffsets(Map.of(CONTROL, 0L));
		consumer.updateEndOffsets(Map.of(CONTROL, this.consumers.isEmpty() ? END : END + 2));
		this.consumers.add(consumer);
		return consumer;
	}

	private static ConsumerRecord<byte[], byte[]> wish(long offset, UUID run) {
		byte[] value = new LifecycleCodec(true, 10_000).write(new LogRecord.Control(LogRecord.Action.STOP, run));
		return new ConsumerRecord<>("c", 0, offset, null, value);
	}

}

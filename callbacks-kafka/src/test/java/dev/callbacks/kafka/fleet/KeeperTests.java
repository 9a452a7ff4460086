// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.relay.RelayOptions;
import dev.callbacks.kafka.wire.LifecycleCodec;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A keeper whose broker is a scripted one, so that records come when the test wants.
 */
class KeeperTests {

	private static final LogTopics TOPICS = new LogTopics("l", "t", "c", 1);

	private static final TopicPartition LIFECYCLE = new TopicPartition("l", 0);

	private static final TopicPartition TOKENS = new TopicPartition("t", 0);

	private static final long LEASE = 1_000;

	@TempDir
	Path folder;

	private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

	private final AtomicInteger polls = new AtomicInteger();

	private final MockProducer<byte[], byte[]> written = producer();

	private final FleetCounts counts = new FleetCounts();

	private Keeper keeper;

	private Relay relay;

	private int lifecycle;

	@Test
	void aRunIsAbandonedWithTheTokensThatWereInTheLogWhenItsProcessDied() throws Exception {
		List<ProducerRecord<byte[], byte[]>> dead = recordsOfAProcessThatDied();
		start();
		of(dead, "l").forEach((record) -> add(record.key(), record.value(), 0));
		for (int beat = 0; beat < 10; beat++) {
			add(null, codec().write(new LogRecord.Heartbeat(new Origin("keeper", 1))), beat * LEASE);
		}
		letItPoll(5);
		assertThat(this.counts.abandoned()).isZero();
		ProducerRecord<byte[], byte[]> frame = of(dead, "t").findFirst().orElseThrow();
		this.consumer.schedulePollTask(() -> this.consumer.addRecord(record(TOKENS, 0, frame.key(), frame.value(), 0)));
		LogRecord.Event ending = await().until(this::ending, Optional::isPresent).orElseThrow();
		assertThat(((LlmError) ending.event()).partial().text()).isEqualTo("one two ");
		assertThat(ending.place().number()).isEqualTo(4);
	}

	@AfterEach
	void stop() throws Exception {
		this.keeper.stop(Duration.ofSeconds(5));
		this.relay.stop(Duration.ofSeconds(5));
	}

	private void start() {
		this.relay = relay("keeper", 1, this.written);
		this.relay.start();
		this.keeper = new Keeper(options("keeper", 1), this.relay, Duration.ofSeconds(5), this.counts,
				() -> this.consumer);
		this.consumer.updateBeginningOffsets(Map.of(LIFECYCLE, 0L, TOKENS, 0L));
		this.consumer.updateEndOffsets(Map.of(LIFECYCLE, 0L, TOKENS, 1L));
		this.consumer.schedulePollTask(() -> this.consumer.rebalance(List.of(LIFECYCLE, TOKENS)));
		this.keeper.start();
	}

	private void letItPoll(int times) {
		int until = this.polls.get() + times;
		for (int i = 0; i < times; i++) {
			this.consumer.schedulePollTask(this.polls::incrementAndGet);
		}
		await().until(() -> this.polls.get() >= until);
	}

	private void add(byte[] key, byte[] value, long time) {
		int offset = this.lifecycle++;
		this.consumer.schedulePollTask(() -> {
			this.consumer.addRecord(record(LIFECYCLE, offset, key, value, time));
			this.consumer.updateEndOffsets(Map.of(LIFECYCLE, offset + 1L));
		});
	}

	private Optional<LogRecord.Event> ending() {
		return of(List.copyOf(this.written.history()), "l").map(KeeperTests::read)
			.filter(LogRecord.Event.class::isInstance)
			.map(LogRecord.Event.class::cast)
			.findFirst();
	}

	private static LogRecord read(ProducerRecord<byte[], byte[]> record) {
		try {
			return LifecycleCodec.read(record.value(), Map.of());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private List<ProducerRecord<byte[], byte[]>> recordsOfAProcessThatDied() {
		MockProducer<byte[], byte[]> producer = producer();
		Relay relay = relay("dead", 2, producer);
		relay.start();
		UUID id = UUID.randomUUID();
		RunInfo run = new RunInfo(id, null, List.of(), RunKind.CHAT_MODEL, "run", List.of(), Map.of(), Instant.now());
		relay.onEvent(new ChatModelStart(run, 0, List.of(ChatMessage.user("question")), ChatOptions.none(), Map.of()));
		relay.onEvent(new LlmNewToken(run, 1, 10, ChatChunk.of("one "), 0));
		relay.onEvent(new LlmNewToken(run, 2, 20, ChatChunk.of("two "), 1));
		relay.stop(Duration.ofSeconds(5));
		return producer.history();
	}

	private static Stream<ProducerRecord<byte[], byte[]>> of(List<ProducerRecord<byte[], byte[]>> records,
			String topic) {
		return records.stream().filter((record) -> record.topic().equals(topic) && record.key() != null);
	}

	private Relay relay(String instance, long epoch, MockProducer<byte[], byte[]> producer) {
		return new Relay(options(instance, epoch), new TreeNumbers(10), () -> producer);
	}

	private RelayOptions options(String instance, long epoch) {
		return new RelayOptions(new Origin(instance, epoch), TOPICS, true, false, Duration.ofMillis(5),
				Duration.ofMillis(5), 1 << 20, 100_000, Duration.ofMillis(LEASE / 2), Duration.ofMillis(LEASE),
				this.folder, 0);
	}

	private static LifecycleCodec codec() {
		return new LifecycleCodec(true, 100_000);
	}

	private static MockProducer<byte[], byte[]> producer() {
		return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
	}

	private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, byte[] key,
			byte[] value, long time) {
		return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, time,
				TimestampType.LOG_APPEND_TIME, 0, value.length, key, value, new RecordHeaders(), Optional.empty());
	}

}

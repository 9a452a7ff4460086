// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.callbacks.kafka.wire.FrameReader;
import dev.callbacks.kafka.wire.LifecycleCodec;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.RecordKey;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What lies in the topics of a fleet, for a test that fails.
 */
final class RawLog {

	/** The time around the records of a tree of which all others are shown, too. */
	private static final long AROUND = 300;

	private static final int PARTITIONS = 3;

	private RawLog() {
	}

	/**
	 * Describes the records of a tree, and those of its partition at the same time.
	 */
	static String around(String fleet, UUID root) {
		List<ConsumerRecord<byte[], byte[]>> all = read(fleet);
		List<ConsumerRecord<byte[], byte[]>> own = all.stream()
			.filter((record) -> record.key() != null && root.equals(RecordKey.root(record.key())))
			.toList();
		if (own.isEmpty()) {
			return "The log has nothing of " + root;
		}
		return all.stream()
			.filter((record) -> record.partition() == own.get(0).partition())
			.filter((record) -> own.stream()
				.anyMatch((mine) -> Math.abs(mine.timestamp() - record.timestamp()) < AROUND))
			.sorted(Comparator.comparingLong(ConsumerRecord::timestamp))
			.map((record) -> (own.contains(record) ? "* " : "  ") + line(record))
			.collect(Collectors.joining("\n", "The log:\n", ""));
	}

	private static List<ConsumerRecord<byte[], byte[]>> read(String fleet) {
		Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", TestBroker.address()));
		List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
		try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			List<TopicPartition> partitions = new ArrayList<>();
			for (int partition = 0; partition < PARTITIONS; partition++) {
				partitions.add(new TopicPartition(fleet + ".lifecycle", partition));
				partitions.add(new TopicPartition(fleet + ".tokens", partition));
			}
			consumer.assign(partitions);
			consumer.seekToBeginning(partitions);
			Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
			while (ends.entrySet().stream().anyMatch((end) -> consumer.position(end.getKey()) < end.getValue())) {
				consumer.poll(Duration.ofMillis(100)).forEach(all::add);
			}
		}
		return all;
	}

	private static String line(ConsumerRecord<byte[], byte[]> record) {
		String place = record.timestamp() + " " + record.topic() + "-" + record.partition() + "@" + record.offset()
				+ " ";
		LogRecord read = record.topic().endsWith(".tokens")
				? FrameReader.read(RecordKey.root(record.key()), record.value())
				: LifecycleCodec.read(record.value(), Map.of());
		if (read instanceof LogRecord.Event event) {
			return place + event.origin().epoch() + " " + event.place() + " " + event.event();
		}
		if (read instanceof LogRecord.Tokens tokens) {
			return place + tokens.epoch() + " " + tokens.place() + " " + tokens.run();
		}
		return place + read;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The reader of what others wish of this instance. Every instance reads every wish, and
 * cares for the runs that it has.
 *
 * @since 0.1.0
 */
public final class ControlReader {

	private static final Duration POLL = Duration.ofMillis(200);

	private final LogTopics topics;

	private final java.util.function.Consumer<UUID> watch;

	private final java.util.function.Consumer<UUID> stop;

	private final LogReading reading;

	private final LogLoop loop;

	/** The offset of the next wish, so that none is lost when the loop begins anew. */
	private @Nullable Long next;

	/**
	 * Creates a reader.
	 * @param topics the topics
	 * @param watch what sees to it that somebody watches a tree, if it is here
	 * @param stop what stops a run if it is here
	 * @param counts the counts of readers
	 * @param consumers the maker of its consumer
	 */
	public ControlReader(LogTopics topics, java.util.function.Consumer<UUID> watch,
			java.util.function.Consumer<UUID> stop, FleetCounts counts, Supplier<Consumer<byte[], byte[]>> consumers) {
		this.topics = topics;
		this.watch = watch;
		this.stop = stop;
		this.reading = new LogReading(topics, counts);
		this.loop = new LogLoop("callbacks-control", consumers, this::read);
	}

	/**
	 * Starts to read.
	 */
	public void start() {
		this.loop.start();
	}

	/**
	 * Stops to read.
	 */
	public void stop() {
		this.loop.stop();
	}

	private void read(Consumer<byte[], byte[]> consumer) {
		TopicPartition partition = new TopicPartition(this.topics.control(), 0);
		consumer.assign(List.of(partition));
		if (this.next == null) {
			this.next = consumer.endOffsets(List.of(partition)).get(partition);
		}
		consumer.seek(partition, Objects.requireNonNull(this.next));
		while (!this.loop.isStopping()) {
			consumer.poll(POLL).forEach(this::handle);
		}
	}

	private void handle(ConsumerRecord<byte[], byte[]> record) {
		this.next = record.offset() + 1;
		if (this.reading.read(record) instanceof LogRecord.Control control) {
			switch (control.action()) {
				case WATCH -> this.watch.accept(control.run());
				case STOP -> this.stop.accept(control.run());
			}
		}
	}

}

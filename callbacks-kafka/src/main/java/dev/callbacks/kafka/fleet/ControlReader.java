// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopics;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reader of what others wish of this instance. Every instance reads every wish, and
 * cares for the trees that it has.
 *
 * @since 0.1.0
 */
public final class ControlReader {

	private static final Logger logger = LoggerFactory.getLogger(ControlReader.class);

	private static final Duration POLL = Duration.ofMillis(200);

	private static final Duration CLOSE = Duration.ofSeconds(1);

	private static final long PAUSE_AFTER_FAILURE = 500;

	private final LogTopics topics;

	private final java.util.function.Consumer<UUID> watch;

	private final java.util.function.Consumer<UUID> stop;

	private final LogReading reading;

	private final Supplier<Consumer<byte[], byte[]>> consumers;

	private volatile boolean stopping;

	private volatile @Nullable Consumer<byte[], byte[]> consumer;

	/**
	 * Creates a reader.
	 * @param topics the topics
	 * @param watch what sees to it that somebody watches a run, if it is here
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
		this.consumers = consumers;
	}

	/**
	 * Starts to read.
	 */
	public void start() {
		Thread thread = new Thread(this::run, "callbacks-control");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Stops to read.
	 */
	public void stop() {
		this.stopping = true;
		Consumer<byte[], byte[]> consumer = this.consumer;
		if (consumer != null) {
			consumer.wakeup();
		}
	}

	private void run() {
		while (!this.stopping) {
			try (Consumer<byte[], byte[]> consumer = this.consumers.get()) {
				this.consumer = consumer;
				TopicPartition partition = new TopicPartition(this.topics.control(), 0);
				consumer.assign(List.of(partition));
				consumer.seekToEnd(List.of(partition));
				while (!this.stopping) {
					consumer.poll(POLL).forEach(this::handle);
				}
				consumer.close(CloseOptions.timeout(CLOSE));
			}
			catch (WakeupException | InterruptException ex) {
				// the way to its end
			}
			catch (Throwable ex) {
				logger.warn("The reader of wishes begins anew after a failure: {}", ex.toString());
				pause();
			}
		}
	}

	private void pause() {
		try {
			Thread.sleep(PAUSE_AFTER_FAILURE);
		}
		catch (InterruptedException ex) {
			this.stopping = true;
		}
	}

	private void handle(ConsumerRecord<byte[], byte[]> record) {
		if (this.reading.read(record) instanceof LogRecord.Control control) {
			switch (control.action()) {
				case WATCH -> this.watch.accept(control.root());
				case STOP -> this.stop.accept(control.root());
			}
		}
	}

}

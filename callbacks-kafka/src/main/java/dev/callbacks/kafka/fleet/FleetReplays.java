// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The events of trees that are over, told again: to the handlers of the fleet in this
 * instance that {@link AcceptsReplays accept replays}. Their runs have
 * {@link AcceptsReplays#REPLAYED} in their metadata.
 * <p>
 * <b>Thread-safety</b>: any thread may ask, and waits until its handlers have had all
 * events. <b>Ordering</b>: that of the tree.
 *
 * @since 0.1.0
 */
public final class FleetReplays {

	private static final Duration POLL = Duration.ofMillis(200);

	private final LogTopics topics;

	private final boolean content;

	private final FleetReaders readers;

	private final FleetCounts counts;

	private final Supplier<Consumer<byte[], byte[]>> consumers;

	/**
	 * Creates replays.
	 * @param topics the topics
	 * @param content whether there are tokens
	 * @param readers the readers of the handlers
	 * @param counts the counts of readers
	 * @param consumers the maker of consumers
	 */
	public FleetReplays(LogTopics topics, boolean content, FleetReaders readers, FleetCounts counts,
			Supplier<Consumer<byte[], byte[]>> consumers) {
		this.topics = topics;
		this.content = content;
		this.readers = readers;
		this.counts = counts;
		this.consumers = consumers;
	}

	/**
	 * Repeats the events of a tree.
	 * @param root the id of the root run
	 * @return the number of events, 0 if the log does not know the tree any more
	 */
	public int replay(UUID root) {
		List<HandlerCaller> callers = this.readers.replayCallers();
		try {
			List<CallbackEvent> events = read(root);
			for (CallbackEvent event : events) {
				for (HandlerCaller caller : callers) {
					caller.call(event);
				}
			}
			return events.size();
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
		finally {
			callers.forEach(HandlerCaller::close);
		}
	}

	private List<CallbackEvent> read(UUID root) {
		List<CallbackEvent> events = new ArrayList<>();
		FollowedTree tree = new FollowedTree(root, this.content, false, (incoming, number, event) -> events.add(event));
		LogReading reading = new LogReading(this.topics, this.counts).marking(Map.of(AcceptsReplays.REPLAYED, true));
		try (Consumer<byte[], byte[]> consumer = this.consumers.get()) {
			Map<TopicPartition, Long> ends = begin(consumer, root);
			while (ends.entrySet().stream().anyMatch((end) -> consumer.position(end.getKey()) < end.getValue())) {
				for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
					accept(tree, reading, record);
				}
			}
		}
		while (!tree.isCaughtUp()) {
			tree.passOver(0);
		}
		return events;
	}

	private void accept(FollowedTree tree, LogReading reading, ConsumerRecord<byte[], byte[]> record) {
		LogRecord read = reading.read(record);
		if (read != null && tree.root().equals(LogReading.root(record, read))) {
			tree.accept(new Incoming(tree.root(), reading.topic(record), record.partition(), record.offset(),
					record.timestamp(), read, false), 0);
		}
	}

	/**
	 * Goes to the beginning of a tree, and returns where the log ends.
	 */
	private Map<TopicPartition, Long> begin(Consumer<byte[], byte[]> consumer, UUID root) {
		Set<TopicPartition> partitions = TreeSearch.partitions(root, this.topics, this.content);
		consumer.assign(partitions);
		TreeSearch.seek(consumer, root, partitions);
		return consumer.endOffsets(partitions);
	}

}

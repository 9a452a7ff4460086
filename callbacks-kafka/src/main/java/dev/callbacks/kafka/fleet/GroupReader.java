// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import dev.callbacks.kafka.wire.LogTopics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a group that reads the log, with a thread of its own. The partitions of
 * both topics come together, since a tree lies in partitions of the same number.
 * <p>
 * <b>Failure</b>: it goes on whatever the broker or the reader's work throw.
 */
final class GroupReader {

	private static final Logger logger = LoggerFactory.getLogger(GroupReader.class);

	private static final Duration POLL = Duration.ofMillis(100);

	private static final Duration CLOSE = Duration.ofSeconds(2);

	private static final long COMMIT = Duration.ofSeconds(1).toNanos();

	/** The records that may wait for others. */
	private static final int MAX_WAITING = 10_000;

	private final String name;

	private final LogTopics topics;

	private final boolean withTokens;

	private final Patience patience;

	private final LogLoop loop;

	private final LogReading reading;

	private final Member member;

	private final Map<Integer, PartitionReader> partitions = new HashMap<>();

	/**
	 * The progress of this process in partitions that it had.
	 */
	private final Map<TopicPartition, Progress> handled = new HashMap<>();

	private long committedAt;

	GroupReader(String name, LogTopics topics, boolean withTokens, Duration gapTimeout, FleetCounts counts,
			Supplier<Consumer<byte[], byte[]>> consumers, Member member) {
		this.name = name;
		this.topics = topics;
		this.withTokens = withTokens;
		this.patience = new Patience(gapTimeout);
		this.loop = new LogLoop(name, consumers, this::run);
		this.reading = new LogReading(topics, counts);
		this.member = member;
	}

	void start() {
		this.loop.start();
	}

	void stop(Duration timeout) throws InterruptedException {
		this.loop.stop(timeout);
	}

	private void run(Consumer<byte[], byte[]> consumer) {
		try {
			read(consumer);
		}
		finally {
			forget(Set.copyOf(this.partitions.keySet()));
		}
	}

	private void read(Consumer<byte[], byte[]> consumer) {
		List<String> names = this.withTokens ? List.of(this.topics.lifecycle(), this.topics.tokens())
				: List.of(this.topics.lifecycle());
		consumer.subscribe(names, new Rebalance(consumer));
		while (!this.loop.isStopping()) {
			consumer.poll(POLL).forEach(this::accept);
			long now = System.nanoTime();
			this.partitions.forEach((number, partition) -> {
				LogEnd end = new LogEnd(consumer, partition.topics().values());
				partition.trees()
					.passOver((tree) -> this.patience.isOver(tree, now, (time) -> partition.hasReadBeyond(time, end)),
							now);
				this.member.polled(number, partition, end);
				balance(consumer, partition, end);
			});
			if (now - this.committedAt > COMMIT) {
				commit(consumer, this.partitions.keySet());
				this.committedAt = now;
			}
		}
		commit(consumer, this.partitions.keySet());
	}

	private void accept(ConsumerRecord<byte[], byte[]> record) {
		PartitionReader partition = this.partitions.get(record.partition());
		if (partition != null) {
			LogTopic topic = this.reading.topic(record);
			long missing = partition.missingBefore(topic, record.offset());
			if (missing != 0) {
				this.member.lost(new TopicPartition(record.topic(), record.partition()), record.offset() - missing,
						missing);
			}
			LogRecord read = this.reading.read(record);
			if (read != null) {
				this.member.read(record, read);
			}
			partition.accept(topic, record, read, System.nanoTime());
		}
	}

	private Map<LogTopic, TopicPartition> topicsOf(int partition) {
		Map<LogTopic, TopicPartition> all = new EnumMap<>(LogTopic.class);
		(this.withTokens ? List.of(LogTopic.LIFECYCLE, LogTopic.TOKENS) : List.of(LogTopic.LIFECYCLE))
			.forEach((topic) -> all.put(topic, new TopicPartition(this.topics.name(topic), partition)));
		return all;
	}

	/**
	 * Pauses the topic that was read farther, if too many of its records wait for the
	 * other, until that has caught up.
	 */
	private void balance(Consumer<byte[], byte[]> consumer, PartitionReader partition, LogEnd end) {
		int waiting = partition.trees().waiting();
		int most = MAX_WAITING / this.partitions.size();
		partition.topics().forEach((topic, topicPartition) -> {
			if (waiting > most && partition.isAhead(topic, end)) {
				consumer.pause(List.of(topicPartition));
			}
			else if (consumer.paused().contains(topicPartition)
					&& (waiting < most / 2 || !partition.isAhead(topic, end))) {
				consumer.resume(List.of(topicPartition));
			}
		});
	}

	/**
	 * Leaves partitions to others. If they come back, what was handled is not handled
	 * again.
	 */
	private void forget(Set<Integer> numbers) {
		for (Integer number : numbers) {
			PartitionReader partition = this.partitions.remove(number);
			if (partition != null) {
				partition.topics()
					.forEach((topic, topicPartition) -> this.handled.put(topicPartition, partition.progress(topic)));
			}
		}
	}

	private void commit(Consumer<byte[], byte[]> consumer, Set<Integer> numbers) {
		Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
		for (Integer number : numbers) {
			PartitionReader partition = this.partitions.get(number);
			if (partition != null) {
				partition.topics().forEach((topic, topicPartition) -> {
					OffsetAndMetadata offset = partition.offset(topic);
					if (offset != null) {
						offsets.put(topicPartition, offset);
					}
				});
			}
		}
		if (!offsets.isEmpty()) {
			try {
				consumer.commitSync(offsets, CLOSE);
			}
			catch (WakeupException ex) {
				consumer.commitSync(offsets, CLOSE);
				throw ex;
			}
			catch (KafkaException ex) {
				// what was not committed is read again, and known by its place
				logger.debug("The reader '{}' cannot commit", this.name, ex);
			}
		}
	}

	/**
	 * What a member of a group does with what it reads.
	 */
	interface Member {

		/**
		 * Creates the listener to the trees of a partition.
		 */
		FollowedTrees trees(int partition);

		/**
		 * Sees every record before its tree does.
		 */
		default void read(ConsumerRecord<byte[], byte[]> record, LogRecord read) {
		}

		/**
		 * Does what is to be done now and then.
		 * @param number the number of the partition
		 * @param partition what has been read of it
		 * @param end its end
		 */
		default void polled(int number, PartitionReader partition, LogEnd end) {
		}

		/**
		 * Learns that the broker has deleted records before they were read.
		 */
		default void lost(TopicPartition partition, long from, long count) {
		}

	}

	/**
	 * The coming and going of partitions.
	 */
	private final class Rebalance implements ConsumerRebalanceListener {

		private final Consumer<byte[], byte[]> consumer;

		private Rebalance(Consumer<byte[], byte[]> consumer) {
			this.consumer = consumer;
		}

		@Override
		public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
			Map<TopicPartition, OffsetAndMetadata> committed = this.consumer.committed(Set.copyOf(assigned));
			for (TopicPartition partition : assigned) {
				PartitionReader reader = GroupReader.this.partitions.computeIfAbsent(partition.partition(),
						(number) -> new PartitionReader(topicsOf(number), GroupReader.this.member.trees(number)));
				LogTopic topic = partition.topic().equals(GroupReader.this.topics.tokens()) ? LogTopic.TOKENS
						: LogTopic.LIFECYCLE;
				reader.takeOver(topic, committed.get(partition),
						GroupReader.this.handled.getOrDefault(partition, Progress.NONE));
			}
		}

		@Override
		public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
			List<Integer> numbers = revoked.stream().map(TopicPartition::partition).distinct().toList();
			commit(this.consumer, Set.copyOf(numbers));
			onPartitionsLost(revoked);
		}

		@Override
		public void onPartitionsLost(Collection<TopicPartition> lost) {
			forget(lost.stream().map(TopicPartition::partition).collect(Collectors.toSet()));
		}

	}

}

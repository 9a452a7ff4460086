// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.callbacks.autoconfigure.remote.RemoteRuns;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.kafka.relay.RelayOptions;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import dev.callbacks.kafka.wire.Origin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of the lifecycle of all trees that this process does not have itself. A tree
 * belongs to the process that wrote it, even if another one wrote its end.
 * <p>
 * <b>Failure</b>: it goes on where it was, whatever the broker or the listener throw.
 */
final class RunsReader implements RemoteRuns.Reading, FollowedTrees.Listener {

	private static final Logger logger = LoggerFactory.getLogger(RunsReader.class);

	private static final Duration POLL = Duration.ofMillis(200);

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	/** The age of the oldest event that is read. */
	private static final Duration PAST = Duration.ofMinutes(15);

	/** The time without a record after which the broker is asked whether it is there. */
	private static final long SILENCE = Duration.ofSeconds(3).toNanos();

	private static final int MAX_EARLIER_ROOTS = 1_000;

	private final RelayOptions options;

	private final Patience patience;

	private final int past;

	private final RemoteRuns.Listener listener;

	private final LogLoop loop;

	private final LogReading reading;

	private final List<TopicPartition> partitions;

	private final FollowedTrees trees = new FollowedTrees(false, false, this);

	/** The latest roots whose start was made up. */
	private final Set<UUID> earlierRoots = Collections.newSetFromMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
			return size() > MAX_EARLIER_ROOTS;
		}

	});

	/** The offset of the next record to read. */
	private final Map<TopicPartition, Long> positions = new HashMap<>();

	/** The ends of the log as they were at the beginning, until they are reached. */
	private @Nullable Map<TopicPartition, Long> ends;

	private final Map<Integer, Long> times = new HashMap<>();

	private long heardAt;

	private volatile boolean away;

	RunsReader(RelayOptions options, Duration gapTimeout, FleetCounts counts, int past, RemoteRuns.Listener listener,
			Supplier<Consumer<byte[], byte[]>> consumers) {
		this.options = options;
		this.patience = new Patience(gapTimeout);
		this.past = past;
		this.listener = listener;
		this.loop = new LogLoop("callbacks-runs", consumers, this::read);
		this.reading = new LogReading(options.topics(), counts);
		this.partitions = IntStream.range(0, options.topics().partitions())
			.mapToObj((number) -> new TopicPartition(options.topics().lifecycle(), number))
			.toList();
	}

	/**
	 * Starts to read.
	 */
	void start() {
		this.loop.start();
	}

	@Override
	public boolean isAway() {
		return this.away;
	}

	@Override
	public void close() {
		this.loop.stop();
	}

	boolean isClosed() {
		return this.loop.isStopping();
	}

	private void read(Consumer<byte[], byte[]> consumer) {
		consumer.assign(this.partitions);
		this.positions.forEach(consumer::seek);
		this.heardAt = System.nanoTime();
		while (!this.loop.isStopping()) {
			try {
				if (this.positions.isEmpty()) {
					begin(consumer);
				}
				readOn(consumer);
			}
			catch (TimeoutException ex) {
				away(true);
			}
			catch (KafkaException ex) {
				if (!this.loop.isStopping()) {
					away(true);
				}
				throw ex;
			}
		}
	}

	private void begin(Consumer<byte[], byte[]> consumer) {
		Map<TopicPartition, Long> ends = consumer.endOffsets(this.partitions, TIMEOUT);
		this.positions.putAll(past(consumer, ends));
		this.positions.forEach(consumer::seek);
		this.ends = ends;
		away(false);
	}

	/**
	 * Returns where the past begins. The trees are spread evenly, so the partitions are
	 * read from about the same time on.
	 */
	private Map<TopicPartition, Long> past(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
		long time = Instant.now().minus(PAST).toEpochMilli();
		Map<TopicPartition, OffsetAndTimestamp> since = consumer.offsetsForTimes(
				this.partitions.stream().collect(Collectors.toMap((partition) -> partition, (partition) -> time)),
				TIMEOUT);
		Map<TopicPartition, Long> past = new HashMap<>();
		ends.forEach((partition, end) -> {
			OffsetAndTimestamp offset = since.get(partition);
			past.put(partition,
					(offset != null) ? Math.max(offset.offset(), end - this.past / this.partitions.size()) : end);
		});
		return past;
	}

	private void readOn(Consumer<byte[], byte[]> consumer) {
		long now = System.nanoTime();
		for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
			this.heardAt = now;
			away(false);
			this.positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
			accept(record, now);
		}
		passOver(consumer, now);
		Map<TopicPartition, Long> ends = this.ends;
		if (ends != null
				&& ends.entrySet().stream().allMatch((end) -> consumer.position(end.getKey()) >= end.getValue())) {
			this.ends = null;
			this.listener.caughtUp();
		}
		if (now - this.heardAt > SILENCE) {
			this.heardAt = now;
			consumer.endOffsets(this.partitions, TIMEOUT);
			away(false);
		}
	}

	private void accept(ConsumerRecord<byte[], byte[]> record, long now) {
		this.times.merge(record.partition(), record.timestamp(), Math::max);
		LogRecord read = this.reading.read(record);
		UUID root = (read != null) ? LogReading.root(record, read) : null;
		if (root != null && read != null) {
			this.trees.accept(new Incoming(root, LogTopic.LIFECYCLE, record.partition(), record.offset(),
					record.timestamp(), read, false), now);
		}
	}

	private void passOver(Consumer<byte[], byte[]> consumer, long now) {
		Map<Integer, LogEnd> ends = new HashMap<>();
		this.trees.passOver((tree) -> {
			int partition = this.options.topics().partition(tree.root());
			return this.patience.isOver(tree, now,
					(time) -> this.times.getOrDefault(partition, 0L) > time || ends
						.computeIfAbsent(partition,
								(number) -> new LogEnd(consumer, List.of(this.partitions.get(number))))
						.isReached());
		}, now);
	}

	private void away(boolean away) {
		if (this.away != away) {
			this.away = away;
			logger.info(away ? "The log cannot be read, so the runs of other instances are not known for now"
					: "The log can be read, so the runs of other instances are known again");
		}
	}

	@Override
	public void event(Incoming incoming, long number, CallbackEvent event) {
		FollowedTree tree = this.trees.find(incoming.root());
		Origin owner = (tree != null) ? tree.owner() : null;
		if (tree == null || owner == null || owner.epoch() == this.options.origin().epoch()) {
			return;
		}
		if (!tree.has(tree.root()) && this.earlierRoots.add(tree.root())) {
			this.listener.event(owner.instance(), Starts.earlier(tree.root(), event.run()));
		}
		this.listener.event(owner.instance(), event);
	}

}

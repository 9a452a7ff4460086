// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.relay.RelayOptions;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.Place;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keeper of open runs: each instance looks after those in its share of the
 * partitions, and ends the runs of a process that gives no sign of life (G17). If two do,
 * or the process comes back, the first ending in the partition is valid for all readers.
 *
 * @since 0.1.0
 */
public final class Keeper {

	private static final Logger logger = LoggerFactory.getLogger(Keeper.class);

	/** The time after which an ending that did not come back is written again. */
	private static final long AGAIN = Duration.ofSeconds(10).toNanos();

	private final RelayOptions options;

	private final Relay relay;

	private final FleetCounts counts;

	private final GroupReader reader;

	private final Map<Integer, Leases> leases = new HashMap<>();

	private final Map<Integer, Long> ticked = new HashMap<>();

	private final Map<UUID, Long> ending = new HashMap<>();

	/**
	 * Creates a keeper.
	 * @param options the options of the relay
	 * @param relay the relay, which writes what it has to say
	 * @param gapTimeout the time that a record may be missing
	 * @param counts the counts of readers
	 * @param consumers the maker of its consumer
	 */
	public Keeper(RelayOptions options, Relay relay, Duration gapTimeout, FleetCounts counts,
			Supplier<Consumer<byte[], byte[]>> consumers) {
		this.options = options;
		this.relay = relay;
		this.counts = counts;
		this.reader = new GroupReader("callbacks-keeper", options.topics(), options.content(), gapTimeout, counts,
				consumers, new Member());
	}

	/**
	 * Starts to look after runs.
	 */
	public void start() {
		this.reader.start();
	}

	/**
	 * Leaves the runs to the keepers of other instances.
	 * @param timeout the longest time that this takes
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void stop(Duration timeout) throws InterruptedException {
		this.reader.stop(timeout);
	}

	private Leases leases(int partition) {
		return this.leases.computeIfAbsent(partition, (number) -> new Leases(this.options.origin().epoch(),
				this.options.lease().toMillis(), this.options.heartbeat().toMillis()));
	}

	private void look(int partition, PartitionReader reader, LogEnd end) {
		Leases leases = leases(partition);
		boolean foreign = false;
		int ended = 0;
		for (FollowedTree tree : reader.trees().open()) {
			boolean isForeign = tree.epoch() != this.options.origin().epoch() && hasOpenRuns(tree);
			foreign |= isForeign;
			if (isForeign && tree.isCaughtUp() && leases.isLapsed(tree.epoch())
					&& reader.hasReadBeyond(leases.time(), end) && isTimeToEnd(tree.root())) {
				abandon(tree);
				ended++;
			}
		}
		if (ended > 0) {
			logger.warn("An instance has died: {} trees of runs in partition {} are ended as ABANDONED", ended,
					partition);
		}
		long now = System.nanoTime();
		Long last = this.ticked.get(partition);
		if (foreign && (last == null || now - last >= this.options.heartbeat().toNanos())) {
			this.ticked.put(partition, now);
			this.relay.heartbeat(partition);
		}
	}

	private boolean isTimeToEnd(UUID root) {
		long now = System.nanoTime();
		this.ending.values().removeIf((time) -> now - time > AGAIN);
		return this.ending.putIfAbsent(root, now) == null;
	}

	private static boolean hasOpenRuns(FollowedTree tree) {
		return StreamSupport.stream(tree.runs().spliterator(), false).anyMatch((run) -> !run.isEnded());
	}

	/**
	 * Ends the open runs of a tree, the innermost first.
	 */
	private void abandon(FollowedTree tree) {
		logger.debug("The open runs of {} are ended as ABANDONED", tree.root());
		Place[] place = { tree.highest() };
		StreamSupport.stream(tree.runs().spliterator(), false)
			.filter((run) -> !run.isEnded())
			.sorted(Comparator.comparingInt((FollowedRun run) -> run.run().ancestors().size()).reversed())
			.forEach((run) -> {
				Place last = place[0];
				place[0] = new Place(last.ordinal(), last.lifecycle(), last.number() + 1, 0);
				this.relay.abandon(new LogRecord.Event(this.options.origin(), place[0],
						Abandonment.of(run, this.options.content()), null));
				this.counts.abandon();
			});
	}

	/**
	 * The member of the group of all keepers.
	 */
	private final class Member implements GroupReader.Member {

		@Override
		public FollowedTrees trees(int partition) {
			Keeper.this.leases.remove(partition);
			return new FollowedTrees(Keeper.this.options.content(), true, new FollowedTrees.Listener() {

				@Override
				public void event(Incoming incoming, long number, CallbackEvent event) {
					// the trees know what a keeper needs
				}

			});
		}

		@Override
		public void read(ConsumerRecord<byte[], byte[]> record, LogRecord read) {
			leases(record.partition()).sign(epoch(read), record.timestamp());
		}

		private static long epoch(LogRecord read) {
			if (read instanceof LogRecord.Event event) {
				return event.origin().epoch();
			}
			return (read instanceof LogRecord.Heartbeat heartbeat) ? heartbeat.origin().epoch()
					: (read instanceof LogRecord.Tokens tokens) ? tokens.epoch() : 0;
		}

		@Override
		public void polled(int number, PartitionReader partition, LogEnd end) {
			look(number, partition, end);
		}

	}

}

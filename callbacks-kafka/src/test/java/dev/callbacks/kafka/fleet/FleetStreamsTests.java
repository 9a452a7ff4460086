// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import dev.callbacks.autoconfigure.stream.RemoteStream;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.relay.RelayOptions;
import dev.callbacks.kafka.wire.LifecycleCodec;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.kafka.wire.Place;
import dev.callbacks.kafka.wire.RecordKey;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Trees that are looked for in a log that has none.
 */
class FleetStreamsTests {

	private static final LogTopics TOPICS = new LogTopics("l", "t", "c", 1);

	private static final Duration SOON = Duration.ofSeconds(20);

	/** Old enough to be in the log, if it ever was. */
	private static final Duration OLD = Duration.ofMinutes(1);

	/** The number of trees that may be followed at once. */
	private static final int PLACES = 1_000;

	private static final int MANY = PLACES + 500;

	private static final Origin ORIGIN = new Origin("one", 1);

	private final Random random = new Random(1);

	private final EmptyLog log = new EmptyLog();

	@TempDir
	Path folder;

	private FleetStreams streams;

	@BeforeEach
	void create() {
		RelayOptions options = new RelayOptions(ORIGIN, TOPICS, true, false, Duration.ofMillis(5), Duration.ofMillis(5),
				1 << 20, 100_000, Duration.ofSeconds(3), Duration.ofSeconds(10), this.folder, 0);
		Relay relay = new Relay(options, new TreeNumbers(10),
				() -> new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));
		this.streams = new FleetStreams(TOPICS, true, relay, SOON, new FleetCounts(), () -> this.log);
	}

	@Test
	void whoAsksForManyUnknownTreesTakesNoPlaceFromOthers() {
		assertThat(Flux.range(0, MANY).flatMap((i) -> this.streams.find(id(OLD)), 50).collectList().block(SOON))
			.isEmpty();
		assertThat(this.log.searches).isEqualTo(MANY);
	}

	@Test
	void aTreeThatHasJustBegunIsWaitedForSinceItsRecordsMayBeOnTheirWay() {
		UUID root = id(Duration.ZERO);
		CompletableFuture<RemoteStream> found = this.streams.find(root).toFuture();
		await().until(() -> this.log.polls > 3);
		begins(root);
		assertThat(found).succeedsWithin(SOON).extracting((stream) -> stream.root().id()).isEqualTo(root);
	}

	@Test
	void aYoungTreeThatDoesNotComeIsAnsweredInTheEnd() {
		assertThat(this.streams.find(id(Duration.ofSeconds(4))).block(SOON)).isNull();
	}

	@Test
	void youngTreesThatDoNotComeTakeNoPlaceFromOthers() {
		Flux.range(0, MANY).flatMap((i) -> this.streams.find(id(Duration.ZERO)), MANY).subscribe();
		await().until(() -> this.log.searches >= PLACES);
		int before = this.log.polls;
		await().until(() -> this.log.polls > before + 3);
		UUID root = id(Duration.ZERO);
		CompletableFuture<RemoteStream> found = this.streams.find(root).toFuture();
		begins(root);
		assertThat(found).succeedsWithin(SOON).isNotNull();
	}

	@Test
	void aLogThatDoesNotAnswerIsNoAnswer() {
		StepVerifier.withVirtualTime(() -> {
			this.log.isAway = true;
			return this.streams.find(id(OLD));
		}).thenAwait(SOON).verifyError(TimeoutException.class);
	}

	/**
	 * Writes the start of a tree at the next poll.
	 */
	private void begins(UUID root) {
		RunInfo run = new RunInfo(root, null, List.of(), RunKind.CHAIN, "run", List.of(), Map.of(), Instant.now());
		byte[] value = new LifecycleCodec(true, 1 << 20)
			.write(new LogRecord.Event(ORIGIN, new Place(1, 1, 1, 0), new ChainStart(run, 0, Map.of()), null));
		this.log.schedulePollTask(() -> this.log.addRecord(new ConsumerRecord<>("l", 0, 0, RecordKey.of(root), value)));
	}

	@Test
	void whatCannotBeARunIsNotLookedFor() {
		assertThat(this.streams.find(UUID.randomUUID()).block(SOON)).isNull();
		assertThat(this.log.searches).isZero();
	}

	@AfterEach
	void close() {
		this.streams.close();
	}

	private UUID id(Duration age) {
		return new UUID(System.currentTimeMillis() - age.toMillis() << 16 | 0x7000 | this.random.nextInt(1 << 12),
				1L << 63 | this.random.nextLong() >>> 2);
	}

	/**
	 * A log without records, in which every search is counted.
	 */
	private static final class EmptyLog extends MockConsumer<byte[], byte[]> {

		private volatile int searches;

		private volatile int polls;

		private volatile boolean isAway;

		private EmptyLog() {
			super("earliest");
			Map<TopicPartition, Long> zero = Map.of(new TopicPartition("l", 0), 0L, new TopicPartition("t", 0), 0L);
			updateBeginningOffsets(zero);
			updateEndOffsets(zero);
		}

		@Override
		public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
			this.polls++;
			return super.poll(timeout);
		}

		@Override
		public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
			if (this.isAway) {
				throw new DisconnectException();
			}
			return super.endOffsets(partitions);
		}

		@Override
		public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
				Map<TopicPartition, Long> timestampsToSearch) {
			this.searches++;
			return new HashMap<>();
		}

	}

}

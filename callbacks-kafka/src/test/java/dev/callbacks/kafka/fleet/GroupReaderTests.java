// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.kafka.wire.FrameWriter;
import dev.callbacks.kafka.wire.LifecycleCodec;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.kafka.wire.Place;
import dev.callbacks.kafka.wire.RecordKey;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A member of a group whose broker is a scripted one, so that one topic is read long
 * before the other.
 */
class GroupReaderTests {

	private static final LogTopics TOPICS = new LogTopics("l", "t", "c", 1);

	private static final TopicPartition LIFECYCLE = new TopicPartition("l", 0);

	private static final TopicPartition TOKENS = new TopicPartition("t", 0);

	private static final Duration SOON = Duration.ofSeconds(20);

	private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

	private final Queue<CallbackEvent> told = new ConcurrentLinkedQueue<>();

	private final RunInfo run = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAT_MODEL, "run", List.of(),
			Map.of(), Instant.now());

	private final GroupReader reader = new GroupReader("test", TOPICS, true, Duration.ofMinutes(1), new FleetCounts(),
			() -> this.consumer, new Member());

	@AfterEach
	void stop() throws Exception {
		this.reader.stop(Duration.ofSeconds(5));
	}

	@Test
	void tokensThatAreReadLongBeforeTheirStartAreNoGap() {
		int frames = 1_500;
		start(1, frames);
		this.consumer.schedulePollTask(() -> addFrames(1, frames));
		letItPoll(3);
		assertThat(this.told).isEmpty();
		this.consumer.schedulePollTask(this::addStart);
		await().atMost(SOON).until(() -> this.told.size() > frames);
		assertThat(this.told).noneMatch(CustomEvent.class::isInstance);
		assertThat(this.told.peek()).isInstanceOf(ChatModelStart.class);
	}

	@Test
	void aTopicThatIsFarAheadIsPausedUntilTheOtherHasCome() {
		int frames = 10_500;
		start(1, frames);
		this.consumer.schedulePollTask(() -> addFrames(1, frames));
		await().atMost(SOON).until(() -> this.consumer.paused().equals(Set.of(TOKENS)));
		this.consumer.schedulePollTask(this::addStart);
		await().atMost(SOON).until(() -> this.told.size() > frames);
		await().atMost(SOON).until(() -> this.consumer.paused().isEmpty());
	}

	@Test
	void whatIsMissingAmongManyRecordsIsPassedOverOnceAllWasRead() {
		int frames = 1_500;
		start(0, frames + 1);
		this.consumer.schedulePollTask(() -> addFrames(2, frames));
		await().atMost(SOON).until(() -> this.told.size() > frames);
		assertThat(this.told.peek()).isInstanceOf(CustomEvent.class);
	}

	private void start(long lifecycle, long tokens) {
		this.consumer.updateBeginningOffsets(Map.of(LIFECYCLE, 0L, TOKENS, 0L));
		this.consumer.updateEndOffsets(Map.of(LIFECYCLE, lifecycle, TOKENS, tokens));
		this.consumer.schedulePollTask(() -> this.consumer.rebalance(List.of(LIFECYCLE, TOKENS)));
		this.reader.start();
	}

	private void letItPoll(int times) {
		AtomicInteger polls = new AtomicInteger();
		for (int i = 0; i < times; i++) {
			this.consumer.schedulePollTask(polls::incrementAndGet);
		}
		await().atMost(SOON).until(() -> polls.get() == times);
	}

	private void addStart() {
		ChatModelStart start = new ChatModelStart(this.run, 0, List.of(ChatMessage.user("question")),
				ChatOptions.none(), Map.of());
		byte[] value = new LifecycleCodec(true, 100_000)
			.write(new LogRecord.Event(new Origin("other", 2), new Place(1, 1, 1, 0), start, null));
		add(LIFECYCLE, 0, value);
	}

	/**
	 * Adds frames of one token.
	 * @param first the number of the first token in its run
	 */
	private void addFrames(int first, int count) {
		for (int i = first; i < first + count; i++) {
			LlmNewToken token = new LlmNewToken(this.run, i, i, ChatChunk.of("t"), i - 1);
			FrameWriter frame = new FrameWriter(this.run);
			frame.add(token, "t".getBytes(StandardCharsets.UTF_8), i + 1);
			add(TOKENS, i - first, frame.write(2, new Place(i + 1, 1, i + 1, 0)));
		}
	}

	private void add(TopicPartition partition, long offset, byte[] value) {
		this.consumer.addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, offset,
				TimestampType.LOG_APPEND_TIME, 0, value.length, RecordKey.of(this.run.id()), value, new RecordHeaders(),
				Optional.empty()));
	}

	private final class Member implements GroupReader.Member {

		@Override
		public FollowedTrees trees(int partition) {
			return new FollowedTrees(true, false, (incoming, number, event) -> GroupReaderTests.this.told.add(event));
		}

	}

}

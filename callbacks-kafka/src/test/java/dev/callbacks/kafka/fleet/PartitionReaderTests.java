// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.kafka.wire.Place;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A partition that goes from one reader to another while a tree waits for a record.
 */
class PartitionReaderTests {

	private final RunInfo late = run();

	private final RunInfo other = run();

	private final List<CallbackEvent> told = new ArrayList<>();

	@Test
	void whatWasToldAfterARecordThatWaitsIsNotToldAgain() {
		List<LogRecord.Event> log = List.of(end(this.late), start(this.other), end(this.other));
		PartitionReader first = reader(null);
		accept(first, log, 0);
		assertThat(this.told).extracting((event) -> event.run().id()).containsExactly(this.other.id(), this.other.id());
		OffsetAndMetadata committed = first.offset(LogTopic.LIFECYCLE);
		assertThat(committed).isNotNull();
		assertThat(committed.offset()).isZero();
		this.told.clear();
		PartitionReader second = reader(committed);
		accept(second, log, 0);
		assertThat(this.told).isEmpty();
		accept(second, List.of(start(this.late)), log.size());
		assertThat(this.told).extracting((event) -> event.run().id()).containsExactly(this.late.id(), this.late.id());
		assertThat(second.offset(LogTopic.LIFECYCLE)).isEqualTo(new OffsetAndMetadata(4, "4"));
	}

	private PartitionReader reader(OffsetAndMetadata committed) {
		FollowedTrees trees = new FollowedTrees(false, false, (incoming, number, event) -> {
			if (!incoming.known()) {
				this.told.add(event);
			}
		});
		PartitionReader reader = new PartitionReader(Map.of(LogTopic.LIFECYCLE, new TopicPartition("l", 0)), trees);
		reader.takeOver(LogTopic.LIFECYCLE, committed, Progress.NONE);
		return reader;
	}

	private static void accept(PartitionReader reader, List<LogRecord.Event> log, long offset) {
		for (LogRecord.Event event : log) {
			reader.accept(LogTopic.LIFECYCLE, new ConsumerRecord<>("l", 0, offset++, null, new byte[0]), event, 1);
		}
	}

	private static LogRecord.Event start(RunInfo run) {
		return new LogRecord.Event(new Origin("one", 1), new Place(1, 1, 1, 0), new ChainStart(run, 0, Map.of()), null);
	}

	private static LogRecord.Event end(RunInfo run) {
		return new LogRecord.Event(new Origin("one", 1), new Place(2, 2, 2, 0), new ChainEnd(run, 1, "output"), null);
	}

	private static RunInfo run() {
		return new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "run", List.of(), Map.of(),
				Instant.now());
	}

}

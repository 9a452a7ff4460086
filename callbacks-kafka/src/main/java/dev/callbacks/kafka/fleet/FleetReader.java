// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerStatus;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reader of one handler, which gets the events of all instances: each once in its
 * group, those of a tree in their order. At least once if an instance dies; what is
 * missing is told as a {@link Gap}.
 */
final class FleetReader {

	private static final Logger logger = LoggerFactory.getLogger(FleetReader.class);

	private final HandlerDescriptor handler;

	private final HandlerCaller caller;

	private final FleetCounts counts;

	private final boolean withTokens;

	private final GroupReader reader;

	FleetReader(HandlerDescriptor handler, HandlerCaller caller, LogTopics topics, boolean content, Duration gapTimeout,
			FleetCounts counts, Supplier<Consumer<byte[], byte[]>> consumers) {
		this.handler = handler;
		this.caller = caller;
		this.counts = counts;
		this.withTokens = content && handler.events().contains(EventType.LLM_NEW_TOKEN);
		this.reader = new GroupReader("callbacks-fleet-reader-" + handler.name(), topics, this.withTokens, gapTimeout,
				counts, consumers, new Member());
	}

	HandlerStatus status() {
		return this.caller.status();
	}

	void start() {
		this.reader.start();
	}

	void stop(Duration timeout) throws InterruptedException {
		this.reader.stop(timeout);
		this.caller.close();
	}

	private void call(CallbackEvent event) {
		if (event instanceof CustomEvent custom && custom.name().equals(Gap.NAME)) {
			this.counts.gap();
		}
		try {
			this.caller.call(event);
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
	}

	/**
	 * The member of the handler's group.
	 */
	private final class Member implements GroupReader.Member {

		@Override
		public FollowedTrees trees(int partition) {
			return new FollowedTrees(FleetReader.this.withTokens, false, new FollowedTrees.Listener() {

				@Override
				public void event(Incoming incoming, long number, CallbackEvent event) {
					if (!incoming.known()) {
						call(event);
					}
				}

				@Override
				public void duplicate(Incoming incoming) {
					FleetReader.this.counts.duplicate();
				}

				@Override
				public void isVoid(Incoming incoming) {
					FleetReader.this.counts.voidRecord();
				}

			});
		}

		@Override
		public void lost(TopicPartition partition, long from, long count) {
			logger.warn("The broker has deleted {} records of '{}' before handler '{}' had read them", count, partition,
					FleetReader.this.handler.name());
			UUID id = new UUID(0, 0);
			RunInfo run = new RunInfo(id, null, List.of(), RunKind.CHAIN, partition.toString(), List.of(), Map.of(),
					Instant.now());
			call(Gap.event(run, 0, Gap.Reason.RETENTION, 0, count));
		}

	}

}

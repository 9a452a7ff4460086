// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;

import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.kafka.fleet.ControlReader;
import dev.callbacks.kafka.fleet.FleetReaders;
import dev.callbacks.kafka.fleet.FleetRuns;
import dev.callbacks.kafka.fleet.FleetStreams;
import dev.callbacks.kafka.fleet.Keeper;
import dev.callbacks.kafka.relay.Relay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * The life of the relay and its readers. It stops after the runs have been drained, whose
 * last events it sends.
 */
final class RelayLifecycle implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(RelayLifecycle.class);

	private static final Duration READERS = Duration.ofSeconds(3);

	private final RelayProperties properties;

	private final TopicPreparation topics;

	private final Relay relay;

	private final Keeper keeper;

	private final ControlReader control;

	private final FleetReaders readers;

	private final FleetStreams streams;

	private final FleetRuns runs;

	private volatile boolean running;

	RelayLifecycle(RelayProperties properties, TopicPreparation topics, Relay relay, Keeper keeper,
			ControlReader control, FleetReaders readers, FleetStreams streams, FleetRuns runs) {
		this.properties = properties;
		this.topics = topics;
		this.relay = relay;
		this.keeper = keeper;
		this.control = control;
		this.readers = readers;
		this.streams = streams;
		this.runs = runs;
	}

	@Override
	public void start() {
		this.topics.start();
		if (!this.properties.content()) {
			logger.info("The relay sends no content: there are no tokens in the log, and a stream can be resumed at the"
					+ " instance only that produces it. 'callbacks.relay.content' changes that");
		}
		this.relay.start();
		this.keeper.start();
		this.control.start();
		this.readers.start();
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.readers.stop(READERS);
		this.streams.close();
		this.runs.close();
		this.control.stop();
		try {
			this.keeper.stop(READERS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.relay.stop(this.properties.shutdownTimeout());
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return CallbacksAutoConfiguration.DRAIN_PHASE - 1;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.time.Duration;

import dev.callbacks.dispatch.CallbackDispatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * A life cycle that lets runs under way come to their end when the application stops:
 * after the web server has stopped, and before the executors do.
 */
final class DrainLifecycle implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(DrainLifecycle.class);

	private static final Duration SETTLING = Duration.ofMillis(200);

	private final CallbackDispatcher dispatcher;

	private final DropCounts drops;

	private final Duration timeout;

	DrainLifecycle(CallbackDispatcher dispatcher, DropCounts drops, Duration timeout, Duration phaseTimeout) {
		this.dispatcher = dispatcher;
		this.drops = drops;
		this.timeout = clamp(timeout, phaseTimeout);
	}

	/**
	 * Keeps the timeout below Spring's own, after which Spring moves on and nobody would
	 * count the events that are lost.
	 */
	private static Duration clamp(Duration timeout, Duration phaseTimeout) {
		if (timeout.compareTo(phaseTimeout) < 0) {
			return timeout;
		}
		Duration clamped = phaseTimeout.dividedBy(10).multipliedBy(9);
		logger
			.warn("'callbacks.shutdown.timeout' is {}, not below 'spring.lifecycle.timeout-per-shutdown-phase' of {}; "
					+ "{} is used", timeout, phaseTimeout, clamped);
		return clamped;
	}

	Duration timeout() {
		return this.timeout;
	}

	@Override
	public void start() {
		this.dispatcher.start();
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		Thread drain = new Thread(() -> {
			try {
				drain();
			}
			finally {
				callback.run();
			}
		}, "callbacks-drain");
		drain.setDaemon(true);
		drain.start();
	}

	private void drain() {
		this.drops.clear();
		if (!this.dispatcher.stop(this.timeout)) {
			awaitDrops();
		}
		String dropped = this.drops.describe();
		if (!dropped.isEmpty()) {
			logger.warn("Events were dropped during the drain: {}", dropped);
		}
	}

	/**
	 * Waits until handlers that are at work just now come to the point at which the rest
	 * is dropped.
	 */
	private void awaitDrops() {
		try {
			this.dispatcher.awaitIdle(SETTLING);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.dispatcher.isRunning();
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return CallbacksAutoConfiguration.DRAIN_PHASE;
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.FleetHandlers;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.HandlerStatus;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readers of all handlers that get the events of the fleet.
 * <p>
 * <b>Thread-safety</b>: used by the life cycle of the application.
 *
 * @since 0.1.0
 */
public final class FleetReaders implements FleetHandlers {

	private static final Logger logger = LoggerFactory.getLogger(FleetReaders.class);

	private static final int MAX_POLL = 20;

	private final LogTopics topics;

	private final boolean content;

	private final Duration gapTimeout;

	private final Duration handlerTimeout;

	private final FleetCounts counts;

	private final List<DispatchListener> listeners;

	private final BiFunction<String, Integer, Consumer<byte[], byte[]>> consumers;

	private final List<HandlerDescriptor> handlers = new ArrayList<>();

	private final List<FleetReader> readers = new ArrayList<>();

	/**
	 * Creates readers of which there is none yet.
	 * @param topics the topics
	 * @param content whether there are tokens
	 * @param gapTimeout the time that a record may be missing
	 * @param handlerTimeout the time that a handler has for an event
	 * @param counts the counts of readers
	 * @param listeners the listeners to handlers
	 * @param consumers the maker of consumers, by the name of the group's member and the
	 * number of records that it gets at once
	 */
	public FleetReaders(LogTopics topics, boolean content, Duration gapTimeout, Duration handlerTimeout,
			FleetCounts counts, List<DispatchListener> listeners,
			BiFunction<String, Integer, Consumer<byte[], byte[]>> consumers) {
		this.topics = topics;
		this.content = content;
		this.gapTimeout = gapTimeout;
		this.handlerTimeout = handlerTimeout;
		this.counts = counts;
		this.listeners = listeners;
		this.consumers = consumers;
	}

	@Override
	public void register(List<HandlerDescriptor> handlers) {
		for (HandlerDescriptor handler : handlers) {
			HandlerCaller caller = caller(handler);
			this.handlers.add(handler);
			this.readers.add(new FleetReader(handler, caller, this.topics, this.content, this.gapTimeout, this.counts,
					() -> this.consumers.apply(handler.name(), MAX_POLL)));
		}
	}

	@Override
	public List<HandlerStatus> handlers() {
		return this.readers.stream().map(FleetReader::status).toList();
	}

	private HandlerCaller caller(HandlerDescriptor handler) {
		List<HandlerListener> all = this.listeners.stream().map((listener) -> listener.handler(handler)).toList();
		return new HandlerCaller(handler, this.handlerTimeout, all);
	}

	/**
	 * Creates callers of the handlers that accept replays.
	 */
	List<HandlerCaller> replayCallers() {
		return this.handlers.stream()
			.filter((handler) -> AcceptsReplays.class.isAssignableFrom(handler.handlerClass()))
			.map(this::caller)
			.toList();
	}

	/**
	 * Starts to read.
	 */
	public void start() {
		this.readers.forEach(FleetReader::start);
	}

	/**
	 * Stops to read. What was not handled is handled by others, or later.
	 * @param timeout the longest time that this takes
	 */
	public void stop(Duration timeout) {
		for (FleetReader reader : this.readers) {
			try {
				reader.stop(timeout);
			}
			catch (InterruptedException ex) {
				logger.debug("Interrupted while readers stop", ex);
				Thread.currentThread().interrupt();
			}
		}
	}

}

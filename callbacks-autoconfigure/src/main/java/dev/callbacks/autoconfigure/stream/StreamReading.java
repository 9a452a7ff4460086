// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.http.codec.ServerSentEvent;

/**
 * One reader's way through a stream. It is told of each event once, in the order of their
 * numbers, and of each number that is missing. Used by one thread at a time.
 */
final class StreamReading {

	private final UUID root;

	/** The number of the event that the reader knows last. */
	private long told;

	StreamReading(UUID root, long told) {
		this.root = root;
		this.told = told;
	}

	List<ServerSentEvent<String>> next(long number, StreamMessage message) {
		if (message == StreamMessage.MISSED || (number <= this.told && !message.isLast())) {
			return List.of();
		}
		List<ServerSentEvent<String>> events = new ArrayList<>(1);
		if (number <= this.told) {
			this.told = number - 1;
			events.add(gap());
		}
		if (number > this.told + 1) {
			events.add(gap(number - 1, number - this.told - 1));
		}
		this.told = number;
		if (!message.isSilent()) {
			events.add(event(message.name(), number, message.data()));
		}
		return events;
	}

	/**
	 * Creates the event for a reader that claims to know more than there is.
	 */
	ServerSentEvent<String> gap() {
		return gap(this.told, null);
	}

	private ServerSentEvent<String> gap(long number, @Nullable Long missed) {
		return event("gap", number, new StreamJson().add("missed", missed).toString());
	}

	private ServerSentEvent<String> event(String name, long number, String data) {
		String id = new StreamPosition(this.root, number).toString();
		return ServerSentEvent.<String>builder().id(id).event(name).data(data).build();
	}

	/**
	 * Creates a comment that tells browsers how long to wait before they come back.
	 */
	static ServerSentEvent<String> hello(Duration reconnectDelay) {
		return ServerSentEvent.<String>builder().comment("").retry(reconnectDelay).build();
	}

	/**
	 * Creates a comment that keeps the connection alive.
	 */
	static ServerSentEvent<String> heartbeat() {
		return ServerSentEvent.<String>builder().comment("").build();
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

import dev.callbacks.event.EventType;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;

/**
 * The events that handlers did not get, to be named in the log at the end of a drain. The
 * number of kinds that are told apart is bounded.
 */
final class DropCounts implements DispatchListener {

	private static final int MAX_KINDS = 1_000;

	private final Map<Drop, LongAdder> counts = new ConcurrentHashMap<>();

	@Override
	public HandlerListener handler(HandlerDescriptor handler) {
		return new HandlerListener() {

			@Override
			public void dropped(EventType type, DropReason reason, long count) {
				add(new Drop(handler.name(), type, reason), count);
			}

		};
	}

	private void add(Drop drop, long count) {
		if (this.counts.size() < MAX_KINDS || this.counts.containsKey(drop)) {
			this.counts.computeIfAbsent(drop, (key) -> new LongAdder()).add(count);
		}
	}

	/**
	 * Starts to count anew.
	 */
	void clear() {
		this.counts.clear();
	}

	/**
	 * Describes the counts by handler, event and reason; empty if nothing was dropped.
	 */
	String describe() {
		return this.counts.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey(Drop.ORDER))
			.map((count) -> count.getKey().describe(count.getValue().sum()))
			.collect(Collectors.joining(", "));
	}

	private record Drop(String handler, EventType type, DropReason reason) {

		private static final Comparator<Drop> ORDER = Comparator.comparing(Drop::handler)
			.thenComparing(Drop::type)
			.thenComparing(Drop::reason);

		private String describe(long count) {
			return "handler '" + this.handler + "' " + count + " " + this.type + " (" + this.reason + ")";
		}

	}

}

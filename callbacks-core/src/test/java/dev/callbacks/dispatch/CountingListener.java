// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;

/**
 * Counts what the dispatcher says.
 */
class CountingListener implements DispatchListener {

	final Queue<String> outcomes = new ConcurrentLinkedQueue<>();

	final AtomicLong opened = new AtomicLong();

	private final Map<String, AtomicLong> accepted = new ConcurrentHashMap<>();

	private final Map<String, AtomicLong> finished = new ConcurrentHashMap<>();

	private final Map<String, AtomicLong> dropped = new ConcurrentHashMap<>();

	long accepted() {
		return this.accepted.values().stream().mapToLong(AtomicLong::get).sum();
	}

	long accepted(String type) {
		return this.accepted.getOrDefault(type, new AtomicLong()).get();
	}

	long finished() {
		return this.finished.values().stream().mapToLong(AtomicLong::get).sum();
	}

	long finished(String type, String outcome) {
		return this.finished.getOrDefault(type + " " + outcome, new AtomicLong()).get();
	}

	long dropped() {
		return this.dropped.values().stream().mapToLong(AtomicLong::get).sum();
	}

	long dropped(String reason) {
		return this.dropped.getOrDefault(reason, new AtomicLong()).get();
	}

	@Override
	public void opened(RunInfo run) {
		this.opened.incrementAndGet();
	}

	@Override
	public void ended(RunInfo run, EndReason reason) {
		this.outcomes.add((reason != null) ? reason.name() : "success");
	}

	@Override
	public HandlerListener handler(HandlerDescriptor handler) {
		return new HandlerListener() {

			@Override
			public void accepted(EventType type, long count) {
				CountingListener.this.accepted.computeIfAbsent(type.name(), (key) -> new AtomicLong()).addAndGet(count);
			}

			@Override
			public void finished(EventType type, Outcome outcome, long count, long nanos) {
				CountingListener.this.finished.computeIfAbsent(type + " " + outcome, (key) -> new AtomicLong())
					.addAndGet(count);
			}

			@Override
			public void dropped(EventType type, DropReason reason, long count) {
				CountingListener.this.dropped.computeIfAbsent(reason.name(), (key) -> new AtomicLong())
					.addAndGet(count);
			}

		};
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
 * The accounts of the engine as its listener is given them.
 */
final class Counts implements DispatchListener {

	/** One run as the listener knows it. */
	static final class Opened {

		final RunInfo info;

		/** The time of the opening. */
		final long at;

		final AtomicInteger openings = new AtomicInteger();

		final AtomicInteger endings = new AtomicInteger();

		volatile EndReason reason;

		Opened(RunInfo info, long at) {
			this.info = info;
			this.at = at;
		}

	}

	private final Journal journal;

	final Map<UUID, Opened> runs = new ConcurrentHashMap<>();

	/** By handler, type of event and what became of it. */
	private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

	Counts(Journal journal) {
		this.journal = journal;
	}

	@Override
	public void opened(RunInfo run) {
		this.runs.computeIfAbsent(run.id(), (id) -> new Opened(run, this.journal.now())).openings.incrementAndGet();
	}

	@Override
	public void ended(RunInfo run, EndReason reason) {
		Opened opened = this.runs.computeIfAbsent(run.id(), (id) -> new Opened(run, this.journal.now()));
		opened.reason = reason;
		opened.endings.incrementAndGet();
	}

	@Override
	public HandlerListener handler(HandlerDescriptor handler) {
		int id = (handler.identity() instanceof Numbered numbered) ? numbered.number() : -1;
		return new HandlerListener() {

			@Override
			public void accepted(EventType type, long count) {
				add(id, type, "accepted", count);
			}

			@Override
			public void finished(EventType type, Outcome outcome, long count, long nanos) {
				add(id, type, "finished", count);
				add(id, type, outcome.name(), count);
			}

			@Override
			public void dropped(EventType type, DropReason reason, long count) {
				add(id, type, reason.name(), count);
			}

		};
	}

	private void add(int handler, EventType type, String what, long count) {
		this.counts.computeIfAbsent(key(handler, type, what), (key) -> new AtomicLong()).addAndGet(count);
	}

	private static String key(int handler, EventType type, String what) {
		return handler + " " + type + " " + what;
	}

	private long get(int handler, EventType type, String what) {
		AtomicLong count = this.counts.get(key(handler, type, what));
		return (count != null) ? count.get() : 0;
	}

	long accepted(int handler, EventType type) {
		return get(handler, type, "accepted");
	}

	long finished(int handler, EventType type) {
		return get(handler, type, "finished");
	}

	long timedOut(int handler, EventType type) {
		return get(handler, type, Outcome.TIMEOUT.name());
	}

	long dropped(int handler, EventType type, DropReason reason) {
		return get(handler, type, reason.name());
	}

	long dropped(int handler, EventType type) {
		return Arrays.stream(DropReason.values()).mapToLong((reason) -> dropped(handler, type, reason)).sum();
	}

	/** A handler that knows its number in the program. */
	interface Numbered {

		int number();

	}

}

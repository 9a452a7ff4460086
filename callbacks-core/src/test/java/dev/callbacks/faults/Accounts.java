// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.ArrayList;
import java.util.List;
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
 * Keeps the books: runs opened and ended, events accepted, finished and dropped.
 */
final class Accounts implements DispatchListener {

	private final Map<UUID, AtomicInteger> ended = new ConcurrentHashMap<>();

	private final Map<String, Book> books = new ConcurrentHashMap<>();

	/** The events of one handler. */
	private static final class Book implements HandlerListener {

		private final AtomicLong accepted = new AtomicLong();

		private final AtomicLong finished = new AtomicLong();

		private final AtomicLong dropped = new AtomicLong();

		@Override
		public void accepted(EventType type, long count) {
			this.accepted.addAndGet(count);
		}

		@Override
		public void finished(EventType type, Outcome outcome, long count, long nanos) {
			this.finished.addAndGet(count);
		}

		@Override
		public void dropped(EventType type, DropReason reason, long count) {
			this.dropped.addAndGet(count);
		}

		@Override
		public String toString() {
			return this.accepted + " accepted, " + this.finished + " finished, " + this.dropped + " dropped";
		}

	}

	@Override
	public void opened(RunInfo run) {
		this.ended.computeIfAbsent(run.id(), (id) -> new AtomicInteger());
	}

	@Override
	public void ended(RunInfo run, EndReason reason) {
		this.ended.computeIfAbsent(run.id(), (id) -> new AtomicInteger(100)).incrementAndGet();
	}

	@Override
	public HandlerListener handler(HandlerDescriptor handler) {
		// a handler that could not be registered at first has the same name again
		return this.books.computeIfAbsent(handler.name(), (name) -> new Book());
	}

	/**
	 * Returns the errors in the accounts.
	 */
	List<String> problems() {
		List<String> problems = new ArrayList<>();
		this.ended.forEach((run, times) -> {
			if (times.get() != 1) {
				problems.add("the listener saw run " + run + " end "
						+ ((times.get() > 99) ? "without a beginning" : times + " times"));
			}
		});
		this.books.forEach((name, book) -> {
			if (book.accepted.get() != book.finished.get() + book.dropped.get()) {
				problems.add("the books of '" + name + "' do not balance: " + book);
			}
			if (!name.equals("faulty") && book.dropped.get() != 0) {
				problems.add("events of '" + name + "' were dropped: " + book);
			}
		});
		return problems;
	}

}

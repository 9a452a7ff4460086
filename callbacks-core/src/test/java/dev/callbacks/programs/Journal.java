// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;

/**
 * The observations during a program, with times that order all of them.
 */
final class Journal {

	/** One event in one handler. */
	static final class Seen {

		final CallbackEvent event;

		final long entered;

		/** Whether a thread of the callback executor called the handler. */
		final boolean onWorker = Surroundings.canBeGivenUp();

		/** The time at which the method returned, or 0. */
		volatile long returned;

		/** The time at which the method and its stage were done, or 0. */
		volatile long left;

		Seen(CallbackEvent event, long entered) {
			this.event = event;
			this.entered = entered;
		}

		@Override
		public String toString() {
			return this.event.type() + "#" + this.event.sequence() + "[" + this.entered + ".." + this.left + "]";
		}

	}

	/**
	 * A future that the engine handed out.
	 *
	 * @param name what it is
	 * @param stage the future
	 */
	record Promise(Supplier<String> name, CompletionStage<?> stage) {
	}

	/**
	 * The outcome of an action.
	 *
	 * @param action the action
	 * @param at the time at which the caller was released
	 * @param failure the failure, or {@code null}
	 */
	record Outcome(Action action, long at, Throwable failure) {
	}

	private static volatile Journal newest;

	private final AtomicLong clock = new AtomicLong();

	private final Map<Integer, Map<UUID, List<Seen>>> seen = new ConcurrentHashMap<>();

	private final Queue<String> violations = new ConcurrentLinkedQueue<>();

	/** The number of similar reports. */
	private final Map<String, AtomicInteger> reported = new ConcurrentHashMap<>();

	private volatile boolean closed;

	final Queue<Promise> promises = new ConcurrentLinkedQueue<>();

	final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

	/** The times at which consumers of streams got their chunks, by run. */
	final Map<UUID, List<Long>> consumed = new ConcurrentHashMap<>();

	/**
	 * By run that a handler opened: the handler, and the run whose event it worked on.
	 */
	final Map<UUID, Opened> opened = new ConcurrentHashMap<>();

	/**
	 * A run that a handler opened.
	 *
	 * @param handler the handler
	 * @param during the run whose event it worked on
	 */
	record Opened(int handler, UUID during) {
	}

	/** The handlers that saw an interrupt flag when they were called. */
	final Queue<Interrupted> interrupted = new ConcurrentLinkedQueue<>();

	/**
	 * A handler that saw an interrupt flag when it was called.
	 *
	 * @param handler the handler
	 * @param type the type of the event
	 * @param violation what that is, unless the handler was given up just then
	 */
	record Interrupted(int handler, EventType type, String violation) {
	}

	Journal() {
		newest = this;
	}

	/** The journal of the program that runs. */
	static Journal newest() {
		return newest;
	}

	long now() {
		return this.clock.incrementAndGet();
	}

	long seenSoFar() {
		return this.clock.get();
	}

	Seen enter(int handler, CallbackEvent event) {
		Seen entry = new Seen(event, now());
		List<Seen> list = this.seen.computeIfAbsent(handler, (key) -> new ConcurrentHashMap<>())
			.computeIfAbsent(event.run().id(), (key) -> new ArrayList<>());
		synchronized (list) {
			list.add(entry);
		}
		return entry;
	}

	/** Returns the events that a handler got of a run, in order. */
	List<Seen> seen(int handler, UUID run) {
		List<Seen> list = this.seen.getOrDefault(handler, Map.of()).getOrDefault(run, List.of());
		synchronized (list) {
			return List.copyOf(list);
		}
	}

	/** All that a handler saw, by run. */
	Map<UUID, List<Seen>> seen(int handler) {
		return this.seen.getOrDefault(handler, Map.of());
	}

	void promise(String name, CompletionStage<?> stage) {
		promise(() -> name, stage);
	}

	void promise(Supplier<String> name, CompletionStage<?> stage) {
		this.promises.add(new Promise(name, stage));
	}

	/** Takes no more violations: the program was given up. */
	void close() {
		this.closed = true;
	}

	void violated(String what) {
		String alike = what.replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "").replaceAll("[A-Z]+_[A-Z_]+", "");
		if (!this.closed && this.reported.computeIfAbsent(alike, (key) -> new AtomicInteger()).getAndIncrement() < 2) {
			this.violations.add(what);
		}
	}

	List<String> violations() {
		return List.copyOf(this.violations);
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;

/**
 * A collector of the endings of the latest root runs, to find the id of a call. For whole
 * trees, see {@link RunRecorder}.
 * <p>
 * <b>Bounded</b>: beyond the limit the oldest ending is discarded and counted.
 * <b>Thread-safety</b>: any number of runs may use it, and any thread may read it.
 *
 * @since 0.1.0
 */
public final class RootRunCollector implements AsyncCallbackHandler {

	private static final int LIMIT = 1_000;

	private final int limit;

	private final Deque<TerminalEvent> endings = new ArrayDeque<>();

	private long discarded;

	/**
	 * Creates a collector of the last thousand root runs.
	 */
	public RootRunCollector() {
		this(LIMIT);
	}

	/**
	 * Creates a collector.
	 * @param limit the number of root runs that it keeps
	 */
	public RootRunCollector(int limit) {
		if (limit < 1) {
			throw new InvalidRequestException("The limit of a collector must be at least 1, not " + limit);
		}
		this.limit = limit;
	}

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none()
			.withInterest(Arrays.stream(EventType.values())
				.filter((type) -> TerminalEvent.class.isAssignableFrom(type.recordType()))
				.collect(Collectors.toSet()));
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		if (event instanceof TerminalEvent terminal && event.run().parentId() == null) {
			add(terminal);
		}
		return null;
	}

	private synchronized void add(TerminalEvent terminal) {
		if (this.endings.size() == this.limit) {
			this.endings.removeFirst();
			this.discarded++;
		}
		this.endings.addLast(terminal);
	}

	/**
	 * Returns the terminal events of the root runs that have ended.
	 * @return the events, the oldest first
	 */
	public synchronized List<TerminalEvent> runs() {
		return new ArrayList<>(this.endings);
	}

	/**
	 * Returns the number of endings that were discarded.
	 * @return the number
	 */
	public synchronized long discarded() {
		return this.discarded;
	}

	/**
	 * Discards all endings, and starts to count anew.
	 */
	public synchronized void clear() {
		this.endings.clear();
		this.discarded = 0;
	}

}

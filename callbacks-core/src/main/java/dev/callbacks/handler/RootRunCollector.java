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
 * Keeps how the latest root runs ended, such as to find the ids of what was just called.
 * For whole trees, see {@link RunRecorder}.
 * <p>
 * <b>Bounded</b>: the oldest goes when there is one too many, and is counted.
 * <b>Thread-safety</b>: may be in any number of runs at once, and be read by any thread.
 *
 * @since 0.1.0
 */
public final class RootRunCollector implements AsyncCallbackHandler {

	private static final int LIMIT = 1_000;

	private final int limit;

	private final Deque<TerminalEvent> ended = new ArrayDeque<>();

	private long discarded;

	/**
	 * A collector of the last thousand root runs.
	 */
	public RootRunCollector() {
		this(LIMIT);
	}

	/**
	 * A collector.
	 * @param limit how many root runs it keeps
	 */
	public RootRunCollector(int limit) {
		if (limit < 1) {
			throw new InvalidRequestException("A collector keeps at least one run");
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
		if (this.ended.size() == this.limit) {
			this.ended.removeFirst();
			this.discarded++;
		}
		this.ended.addLast(terminal);
	}

	/**
	 * The root runs that have ended.
	 * @return their terminal events, the oldest first
	 */
	public synchronized List<TerminalEvent> runs() {
		return new ArrayList<>(this.ended);
	}

	/**
	 * How many were discarded to make room.
	 * @return the number
	 */
	public synchronized long discarded() {
		return this.discarded;
	}

	/**
	 * Forgets all.
	 */
	public synchronized void clear() {
		this.ended.clear();
		this.discarded = 0;
	}

}

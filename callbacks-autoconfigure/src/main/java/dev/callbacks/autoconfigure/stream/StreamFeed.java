// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.handler.ReplayRing;
import dev.callbacks.handler.TreeNumbers;
import org.jspecify.annotations.Nullable;

/**
 * The handler that writes what happens in one stream into its ring. Each message has the
 * number of its event in the tree. Where several handlers number the events of parallel
 * runs, an event may come after one with a higher number, which then waits for it.
 */
final class StreamFeed implements AsyncCallbackHandler {

	/** The number of messages that wait for one before them. */
	private static final int MAX_WAITING = 1_000;

	private final ReplayRing<StreamMessage> ring;

	private final TreeNumbers numbers;

	private final boolean withErrorMessages;

	/** The messages that wait, by their numbers. Guarded by this. */
	private final SortedMap<Long, StreamMessage> waiting = new TreeMap<>();

	/** The number of the next message. Guarded by this. */
	private long next = 1;

	/** The number of the last message, or 0 while it is not known. */
	private volatile long end;

	StreamFeed(ReplayRing<StreamMessage> ring, TreeNumbers numbers, boolean withErrorMessages) {
		this.ring = ring;
		this.numbers = numbers;
		this.withErrorMessages = withErrorMessages;
	}

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withDemandsStreaming(true);
	}

	@Override
	public synchronized @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		if (this.end != 0) {
			return null;
		}
		StreamMessage message = StreamMessage.of(event, this.withErrorMessages);
		long number = this.numbers.of(event);
		this.waiting.put(number, message);
		if (message.isLast()) {
			// before any reader can have it
			this.end = number;
			this.numbers.forget(event.run().id());
			appendUpTo(number);
			this.waiting.clear();
		}
		else {
			appendUpTo(this.next);
		}
		return null;
	}

	/**
	 * Appends the messages up to a number, and those that follow it without a gap.
	 */
	private void appendUpTo(long number) {
		while (!this.waiting.isEmpty()) {
			long first = this.waiting.firstKey();
			if (first > Math.max(number, this.next) && this.waiting.size() <= MAX_WAITING) {
				return;
			}
			append(first, this.waiting.remove(first));
		}
	}

	private void append(long number, StreamMessage message) {
		while (this.next < number) {
			append(this.next, StreamMessage.MISSED);
		}
		if (this.next == number) {
			this.next++;
			this.ring.append(message);
		}
	}

	/**
	 * Returns the number of the last message.
	 * @return the number, or 0 if the stream has not ended
	 */
	long end() {
		return this.end;
	}

}

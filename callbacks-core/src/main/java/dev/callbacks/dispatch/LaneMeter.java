// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;

/**
 * Counts what one lane is done with, and reports it to the handler's listeners: tokens in
 * lots, other events one by one. When a lane is done with the terminal event of its run
 * everything has been reported. Belongs to the owner of the lane.
 */
final class LaneMeter {

	/** On the emitting thread one token in so many is timed, and stands for all. */
	static final int SAMPLE = 64;

	private static final VarHandle TOKENS = Fields.field(MethodHandles.lookup(), "tokens", long.class);

	private final ForeignCode.Listeners<HandlerListener> listener;

	/** The number of tokens that are done with. Read by any thread. */
	private long tokens;

	/** The number of those that have been reported. */
	private long reported;

	private int failedTokens;

	private long tokenNanos;

	/**
	 * The time at which a thread began to work off events, or turned to one that is no
	 * token. Whoever begins sets it.
	 */
	long startedAt;

	LaneMeter(ForeignCode.Listeners<HandlerListener> listener) {
		this.listener = listener;
	}

	/**
	 * The number of tokens that are done with. Any thread's.
	 */
	long tokens() {
		return (long) TOKENS.getAcquire(this);
	}

	/**
	 * A thread ends working off events, or turns to one that is no token: the time since
	 * it began is that of the tokens.
	 * @return the time
	 */
	long end() {
		long now = System.nanoTime();
		if (this.tokens != this.reported) {
			this.tokenNanos += now - this.startedAt;
			flush();
		}
		this.startedAt = now;
		return now;
	}

	/**
	 * The handler is done with a token on the emitting thread, which was timed.
	 */
	void sample() {
		this.tokenNanos += (System.nanoTime() - this.startedAt) * SAMPLE;
	}

	/**
	 * The handler is done with an event.
	 */
	void finished(EventType type, boolean failed) {
		if (type != EventType.LLM_NEW_TOKEN) {
			long now = System.nanoTime();
			finished(type, failed ? Outcome.ERROR : Outcome.SUCCESS, 1, now - this.startedAt);
			this.startedAt = now;
			return;
		}
		this.failedTokens += failed ? 1 : 0;
		TOKENS.setRelease(this, this.tokens + 1);
	}

	/**
	 * The handler was given up in an event.
	 */
	void timedOut(EventType type, long nanos) {
		leaveOut(type, (listener) -> listener.finished(type, Outcome.TIMEOUT, 1, nanos));
	}

	/**
	 * The handler does not get an event.
	 */
	void dropped(EventType type, DropReason reason) {
		leaveOut(type, (listener) -> listener.dropped(type, reason, 1));
	}

	private void leaveOut(EventType type, Consumer<HandlerListener> report) {
		flush();
		this.listener.tell(report);
		if (type == EventType.LLM_NEW_TOKEN) {
			this.reported++;
			TOKENS.setRelease(this, this.tokens + 1);
		}
	}

	/**
	 * Reports the tokens.
	 */
	void flush() {
		long succeeded = this.tokens - this.reported - this.failedTokens;
		finished(EventType.LLM_NEW_TOKEN, Outcome.SUCCESS, succeeded, this.tokenNanos);
		finished(EventType.LLM_NEW_TOKEN, Outcome.ERROR, this.failedTokens, (succeeded != 0) ? 0 : this.tokenNanos);
		this.reported = this.tokens;
		this.failedTokens = 0;
		this.tokenNanos = 0;
	}

	private void finished(EventType type, Outcome outcome, long count, long nanos) {
		if (count != 0) {
			this.listener.tell((listener) -> listener.finished(type, outcome, count, nanos));
		}
	}

}

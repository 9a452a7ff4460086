/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.Outcome;

/**
 * Tells a handler's listener what becomes of the events of one lane. Tokens are told in
 * lots, other events one by one; when a lane has worked off its run's terminal event
 * everything has been told.
 * <p>
 * What is {@code accepted} belongs to the appender of the run, all else to the owner of
 * the lane.
 */
final class LaneMeter {

	private static final int LOT = 64;

	/**
	 * Off the workers, where a token is often a drain of its own, one in so many is
	 * timed.
	 */
	private static final int SAMPLE = 16;

	private final UserCode.HandlerListeners listener;

	private int acceptedTokens;

	private int tokens;

	private int failedTokens;

	private long tokenNanos;

	private long startedAt;

	private byte drains;

	private boolean timed;

	LaneMeter(UserCode.HandlerListeners listener) {
		this.listener = listener;
	}

	/**
	 * The lane is to get an event other than a token.
	 */
	void accepted(EventType type) {
		flushAccepted();
		this.listener.accepted(type, 1);
	}

	/**
	 * The lane is to get a token.
	 */
	void acceptedToken() {
		if (++this.acceptedTokens == LOT) {
			flushAccepted();
		}
	}

	private void flushAccepted() {
		int count = this.acceptedTokens;
		if (count != 0) {
			this.acceptedTokens = 0;
			this.listener.accepted(EventType.LLM_NEW_TOKEN, count);
		}
	}

	/**
	 * A thread begins to work off events.
	 */
	void drainBegins(boolean worker, long now) {
		this.timed = worker || isSample();
		this.startedAt = now;
	}

	/**
	 * A thread off the workers begins to work off events.
	 */
	void drainBeginsHere() {
		this.timed = isSample();
		if (this.timed) {
			this.startedAt = System.nanoTime();
		}
	}

	private boolean isSample() {
		return this.drains++ % SAMPLE == 0;
	}

	/**
	 * A thread ends working off events.
	 * @return the time, if it was looked up
	 */
	long drainEnds(boolean worker) {
		long now = (worker || (this.timed && this.tokens != 0)) ? System.nanoTime() : this.startedAt;
		if (this.timed && this.tokens != 0) {
			long nanos = now - this.startedAt;
			this.tokenNanos += worker ? nanos : nanos * SAMPLE;
		}
		if (worker || this.tokens >= LOT) {
			flush();
		}
		return now;
	}

	/**
	 * The handler begins to work on an event other than a token.
	 */
	void eventBegins() {
		flush();
		this.startedAt = System.nanoTime();
	}

	/**
	 * The handler is done with an event.
	 */
	void finished(EventType type, boolean failed) {
		if (type == EventType.LLM_NEW_TOKEN) {
			this.tokens++;
			this.failedTokens += failed ? 1 : 0;
		}
		else {
			long now = System.nanoTime();
			long nanos = now - this.startedAt;
			this.startedAt = now;
			this.listener.finished(type, failed ? Outcome.ERROR : Outcome.SUCCESS, 1, nanos);
		}
	}

	/**
	 * The handler is done with an event that its lane was suspended for.
	 */
	void finishedLate(EventType type, boolean failed) {
		finished(type, failed);
		if (this.tokens != 0) {
			this.tokenNanos += this.timed ? System.nanoTime() - this.startedAt : 0;
			flush();
		}
	}

	/**
	 * The run is over for a handler that is not told so.
	 */
	void conclude() {
		flushAccepted();
		flush();
	}

	void timedOut(EventType type, long nanos) {
		flush();
		this.listener.finished(type, Outcome.TIMEOUT, 1, nanos);
	}

	void dropped(EventType type, DropReason reason) {
		flush();
		this.listener.dropped(type, reason, 1);
	}

	void waited(long nanos) {
		this.listener.waited(nanos);
	}

	private void flush() {
		int failed = this.failedTokens;
		int succeeded = this.tokens - failed;
		long nanos = this.tokenNanos;
		this.tokens = 0;
		this.failedTokens = 0;
		this.tokenNanos = 0;
		if (succeeded != 0) {
			this.listener.finished(EventType.LLM_NEW_TOKEN, Outcome.SUCCESS, succeeded, nanos);
		}
		if (failed != 0) {
			long rest = (succeeded != 0) ? 0 : nanos;
			this.listener.finished(EventType.LLM_NEW_TOKEN, Outcome.ERROR, failed, rest);
		}
	}

}

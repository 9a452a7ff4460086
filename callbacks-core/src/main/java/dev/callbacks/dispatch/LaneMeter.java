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
 * Reports what becomes of the events of one lane to the handler's listeners. Tokens are
 * reported in lots, other events one by one; when a lane is done with the terminal event
 * of its run everything has been reported. Belongs to the owner of the lane.
 */
final class LaneMeter {

	/** On the emitting thread one token in so many is timed, and stands for all. */
	static final int SAMPLE = 64;

	private final ForeignCode.HandlerListeners listener;

	/** How many of the tokens that are done with have been reported. */
	private long reported;

	private int failedTokens;

	private long tokenNanos;

	private long startedAt;

	LaneMeter(ForeignCode.HandlerListeners listener) {
		this.listener = listener;
	}

	/**
	 * A thread begins to work off events, or turns to one that is no token.
	 */
	void begin(long now) {
		this.startedAt = now;
	}

	/**
	 * A thread ends working off events, or turns to one that is no token: the time since
	 * it began is that of the tokens.
	 * @param tokens how many are done with
	 * @return the time
	 */
	long end(long tokens) {
		long now = System.nanoTime();
		if (tokens != this.reported) {
			this.tokenNanos += now - this.startedAt;
			flush(tokens);
		}
		this.startedAt = now;
		return now;
	}

	/**
	 * The time at which it was begun or ended last.
	 */
	long time() {
		return this.startedAt;
	}

	/**
	 * A token took so long on the emitting thread.
	 */
	void sample(long nanos) {
		this.tokenNanos += nanos * SAMPLE;
	}

	/**
	 * The handler is done with an event. A token that went well is counted by others.
	 */
	void finished(EventType type, boolean failed) {
		if (type != EventType.LLM_NEW_TOKEN) {
			long now = System.nanoTime();
			this.listener.finished(type, failed ? Outcome.ERROR : Outcome.SUCCESS, 1, now - this.startedAt);
			this.startedAt = now;
		}
		else if (failed) {
			this.failedTokens++;
		}
	}

	/**
	 * The handler was given up in an event, which is about to be counted as done with.
	 */
	void timedOut(EventType type, long nanos, long tokens) {
		leaveOut(type, tokens);
		this.listener.finished(type, Outcome.TIMEOUT, 1, nanos);
	}

	/**
	 * The handler does not get an event, which is about to be counted as done with.
	 */
	void dropped(EventType type, DropReason reason, long tokens) {
		leaveOut(type, tokens);
		this.listener.dropped(type, reason, 1);
	}

	private void leaveOut(EventType type, long tokens) {
		flush(tokens);
		this.reported += (type == EventType.LLM_NEW_TOKEN) ? 1 : 0;
	}

	void waited(long nanos) {
		this.listener.waited(nanos);
	}

	/**
	 * Reports the tokens.
	 * @param tokens how many are done with
	 */
	void flush(long tokens) {
		int failed = this.failedTokens;
		long succeeded = tokens - this.reported - failed;
		long nanos = this.tokenNanos;
		this.reported = tokens;
		this.failedTokens = 0;
		this.tokenNanos = 0;
		if (succeeded != 0) {
			this.listener.finished(EventType.LLM_NEW_TOKEN, Outcome.SUCCESS, succeeded, nanos);
		}
		if (failed != 0) {
			this.listener.finished(EventType.LLM_NEW_TOKEN, Outcome.ERROR, failed, (succeeded != 0) ? 0 : nanos);
		}
	}

}

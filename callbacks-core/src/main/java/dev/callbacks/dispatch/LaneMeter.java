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
 * <p>
 * While the lane is in step with the appender nothing is counted here: its tokens are
 * those that the run has published since.
 */
final class LaneMeter {

	/** While in step, one token in so many is timed. */
	static final int SAMPLE = 64;

	private final ForeignCode.HandlerListeners listener;

	private int tokens;

	private int failedTokens;

	private long tokenNanos;

	private long startedAt;

	/** The number of the run's first token that is not reported, while in step. */
	private long stepFrom;

	LaneMeter(ForeignCode.HandlerListeners listener) {
		this.listener = listener;
	}

	// In step

	/**
	 * The lane is in step from a token on.
	 */
	void stepFrom(long token) {
		this.stepFrom = token;
	}

	/**
	 * Reports the tokens before one.
	 */
	void stepTo(long token) {
		long count = token - this.stepFrom;
		if (count > 0) {
			this.listener.finished(EventType.LLM_NEW_TOKEN, Outcome.SUCCESS, count, this.tokenNanos);
			this.tokenNanos = 0;
		}
		this.stepFrom = token;
	}

	/**
	 * The handler is done with an event that it got in step.
	 * @param token the number of the token, if it is one
	 * @param nanos how long it took; for a token that went well it stands for all of its
	 * sample
	 */
	void called(EventType type, long token, boolean failed, long nanos) {
		if (type != EventType.LLM_NEW_TOKEN) {
			report(type, failed, nanos);
		}
		else if (failed) {
			stepTo(token);
			report(type, true, nanos);
			this.stepFrom = token + 1;
		}
		else {
			this.tokenNanos += nanos * SAMPLE;
		}
	}

	private void report(EventType type, boolean failed, long nanos) {
		this.listener.finished(type, failed ? Outcome.ERROR : Outcome.SUCCESS, 1, nanos);
	}

	// Away

	/**
	 * A thread begins to work off events.
	 */
	void drainBegins(long now) {
		this.startedAt = now;
	}

	/**
	 * A thread ends working off events, or passes one that somebody waits for.
	 * @return the time
	 */
	long drainEnds() {
		long now = System.nanoTime();
		if (this.tokens != 0) {
			this.tokenNanos += now - this.startedAt;
			this.startedAt = now;
			flush();
		}
		return now;
	}

	/**
	 * The handler begins to work on an event.
	 */
	void eventBegins(EventType type) {
		if (type != EventType.LLM_NEW_TOKEN) {
			drainEnds();
			this.startedAt = System.nanoTime();
		}
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
			report(type, failed, now - this.startedAt);
			this.startedAt = now;
		}
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

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.UUID;
import java.util.zip.CRC32C;

import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.TokenText;
import org.jspecify.annotations.Nullable;

/**
 * A run as the log tells it.
 */
final class FollowedRun {

	/** The characters of an answer that are kept in case its process dies. */
	private static final int MAX_TEXT = 1 << 20;

	private RunInfo run;

	private @Nullable StartEvent start;

	/** The place of the latest event in the run. */
	private long sequence = -1;

	private long nanos;

	private long firstTokenNanos = -1;

	private long tokens;

	private final CRC32C digest = new CRC32C();

	private final @Nullable StringBuilder text;

	private boolean ended;

	FollowedRun(RunInfo run, boolean keepsText) {
		this.run = run;
		this.text = keepsText ? new StringBuilder() : null;
	}

	UUID id() {
		return this.run.id();
	}

	RunInfo run() {
		return this.run;
	}

	@Nullable StartEvent start() {
		return this.start;
	}

	long sequence() {
		return this.sequence;
	}

	long nanos() {
		return this.nanos;
	}

	long firstTokenNanos() {
		return this.firstTokenNanos;
	}

	long tokens() {
		return this.tokens;
	}

	String text() {
		return (this.text != null) ? this.text.toString() : "";
	}

	boolean isEnded() {
		return this.ended;
	}

	boolean has(long sequence) {
		return sequence <= this.sequence;
	}

	void began(StartEvent start) {
		this.run = start.run();
		this.start = start;
	}

	void reached(RunInfo run, long sequence, long nanos) {
		this.run = run;
		reached(sequence, nanos);
	}

	private void reached(long sequence, long nanos) {
		this.sequence = sequence;
		this.nanos = Math.max(this.nanos, nanos);
	}

	void token(long sequence, long nanos, String token) {
		reached(sequence, nanos);
		if (this.tokens++ == 0) {
			this.firstTokenNanos = nanos;
		}
		byte[] bytes = TokenText.bytes(token);
		this.digest.update(bytes, 0, bytes.length);
		if (this.text != null && this.text.length() < MAX_TEXT) {
			this.text.append(token);
		}
	}

	void ended() {
		this.ended = true;
		this.start = null;
		if (this.text != null) {
			this.text.setLength(0);
			this.text.trimToSize();
		}
	}

	/**
	 * Returns the number of tokens that the sender has sent and the reader has not.
	 */
	long missing(LogRecord.Tally tally) {
		long missing = tally.tokens() - this.tokens;
		return (missing == 0 && tally.digest() != this.digest.getValue()) ? 1 : Math.max(0, missing);
	}

}

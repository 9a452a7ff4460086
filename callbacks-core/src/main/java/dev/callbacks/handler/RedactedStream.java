// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import dev.callbacks.spi.ContentRedactor;

/**
 * Text that comes in pieces, redacted as if it had come at once. So much is held back
 * that no secret that is split over pieces gets out. A secret that is longer than the
 * redactor says may get out in parts: else all of a long text would be held back, and
 * redacted again with each piece. For one thread at a time.
 */
final class RedactedStream {

	private final ContentRedactor redactor;

	private final int longestMatch;

	private final int heldBack;

	/** The text that has not got out. */
	private String pending = "";

	/** The places up to here are in a secret, so that the text cannot be cut there. */
	private int tried;

	RedactedStream(ContentRedactor redactor) {
		this.redactor = redactor;
		this.longestMatch = Math.max(1, redactor.longestMatch());
		this.heldBack = this.longestMatch - 1;
	}

	/**
	 * Adds a piece.
	 * @return the text that can get out now
	 */
	String add(String piece) {
		if (this.longestMatch == Integer.MAX_VALUE) {
			return "";
		}
		this.pending += piece;
		int last = this.pending.length() - this.heldBack;
		if (last <= this.tried) {
			return "";
		}
		int cut = cut(last);
		if (cut == 0 && last <= this.longestMatch) {
			this.tried = last;
			return "";
		}
		cut = (cut != 0) ? cut : last;
		String before = this.redactor.redact(this.pending.substring(0, cut));
		this.pending = this.pending.substring(cut);
		this.tried = 0;
		return before;
	}

	/**
	 * Finds the last place that is in no secret.
	 * @return the place, or 0 if none is
	 */
	private int cut(int last) {
		String redacted = this.redactor.redact(this.pending);
		int first = Math.max(this.tried, last - this.longestMatch);
		for (int cut = last; cut > first; cut--) {
			String before = this.redactor.redact(this.pending.substring(0, cut));
			if ((before + this.redactor.redact(this.pending.substring(cut))).equals(redacted)) {
				return cut;
			}
		}
		return 0;
	}

}

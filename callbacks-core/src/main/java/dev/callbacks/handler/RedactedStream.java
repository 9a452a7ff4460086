// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import dev.callbacks.spi.ContentRedactor;

/**
 * Text that comes in pieces, redacted as if it had come at once. So much is held back
 * that no secret that is split over pieces gets out. For one thread at a time.
 */
final class RedactedStream {

	private final ContentRedactor redactor;

	private final int heldBack;

	/** The text that has not got out. */
	private String pending = "";

	RedactedStream(ContentRedactor redactor) {
		this.redactor = redactor;
		this.heldBack = Math.max(0, redactor.longestMatch() - 1);
	}

	/**
	 * Adds a piece.
	 * @return the text that can get out now
	 */
	String add(String piece) {
		String text = this.pending + piece;
		this.pending = text;
		String redacted = this.redactor.redact(text);
		// a secret that is whole must not be cut in two
		for (int cut = text.length() - this.heldBack; cut > 0; cut--) {
			String before = this.redactor.redact(text.substring(0, cut));
			if ((before + this.redactor.redact(text.substring(cut))).equals(redacted)) {
				this.pending = text.substring(cut);
				return before;
			}
		}
		return "";
	}

}

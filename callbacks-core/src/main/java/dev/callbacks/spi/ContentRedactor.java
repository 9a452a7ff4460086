// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.util.List;

/**
 * A redactor that stands before everything of this project that shows or keeps what users
 * and models write: spans, log lines, records, endpoints. Handlers get the content as it
 * is.
 * <p>
 * <b>Thread-safety</b>: many threads may call it at once. <b>Failure</b>: text whose
 * redaction fails is not shown at all.
 *
 * @since 0.1.0
 */
public interface ContentRedactor {

	/**
	 * Redacts a text.
	 * @param text the text
	 * @return the text without what must not be seen
	 */
	String redact(String text);

	/**
	 * Returns the length of the longest text that is redacted as a whole. Of text that
	 * comes in pieces so much is held back, that a secret split over pieces is found.
	 * @return the length
	 */
	int longestMatch();

	/**
	 * Combines redactors into one: each gets what the one before left.
	 * @param redactors the redactors
	 * @return the redactor of all
	 */
	static ContentRedactor all(List<? extends ContentRedactor> redactors) {
		return new ContentRedactors(List.copyOf(redactors));
	}

}

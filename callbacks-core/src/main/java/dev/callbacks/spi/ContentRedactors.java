// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.util.List;

/**
 * Redactors in a row.
 *
 * @param redactors the redactors
 */
record ContentRedactors(List<ContentRedactor> redactors) implements ContentRedactor {

	@Override
	public String redact(String text) {
		String redacted = text;
		for (ContentRedactor redactor : this.redactors) {
			redacted = redactor.redact(redacted);
		}
		return redacted;
	}

	@Override
	public int longestMatch() {
		return this.redactors.stream().mapToInt(ContentRedactor::longestMatch).max().orElse(0);
	}

}

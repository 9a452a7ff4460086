// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.util.List;
import java.util.Objects;

/**
 * Redactors in a row. Text that one of them fails on is replaced as a whole.
 *
 * @param redactors the redactors
 */
record ContentRedactors(List<ContentRedactor> redactors) implements ContentRedactor {

	private static final String NOT_SHOWN = "(redaction failed)";

	@Override
	public String redact(String text) {
		try {
			String redacted = text;
			for (ContentRedactor redactor : this.redactors) {
				redacted = Objects.requireNonNull(redactor.redact(redacted));
			}
			return redacted;
		}
		catch (Throwable ex) {
			if (ex instanceof VirtualMachineError && !(ex instanceof StackOverflowError)) {
				throw ex;
			}
			return NOT_SHOWN;
		}
	}

	@Override
	public int longestMatch() {
		try {
			return this.redactors.stream().mapToInt(ContentRedactor::longestMatch).max().orElse(0);
		}
		catch (Throwable ex) {
			if (ex instanceof VirtualMachineError && !(ex instanceof StackOverflowError)) {
				throw ex;
			}
			// no piece of a text can be shown
			return Integer.MAX_VALUE;
		}
	}

}

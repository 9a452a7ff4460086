// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A writer of the data of messages as JSON objects. Halves of surrogate pairs, into which
 * models cut their text, are escaped, so that they come together again in the browser.
 */
final class StreamJson {

	private final StringBuilder json = new StringBuilder("{");

	/**
	 * Adds a member.
	 * @param value the text or number, or {@code null} to add nothing
	 */
	StreamJson add(String name, @Nullable Object value) {
		if (value != null) {
			this.json.append((this.json.length() > 1) ? "," : "");
			text(name);
			this.json.append(':');
			if (value instanceof Long) {
				this.json.append(value);
			}
			else {
				text(value.toString());
			}
		}
		return this;
	}

	private void text(String text) {
		this.json.append('"');
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character == '"' || character == '\\') {
				this.json.append('\\').append(character);
			}
			else if (character < ' ' || Character.isSurrogate(character)) {
				this.json.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
			}
			else {
				this.json.append(character);
			}
		}
		this.json.append('"');
	}

	@Override
	public String toString() {
		return this.json + "}";
	}

}

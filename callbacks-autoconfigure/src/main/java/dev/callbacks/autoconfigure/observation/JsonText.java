// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

/**
 * Text as a JSON string. Only ASCII is left as it is.
 */
final class JsonText {

	private JsonText() {
	}

	static String of(String text) {
		StringBuilder json = new StringBuilder(text.length() + 2).append('"');
		text.chars().forEach((character) -> {
			if (character == '"' || character == '\\') {
				json.append('\\').append((char) character);
			}
			else if (character < ' ' || character > '~') {
				json.append(String.format("\\u%04x", character));
			}
			else {
				json.append((char) character);
			}
		});
		return json.append('"').toString();
	}

}

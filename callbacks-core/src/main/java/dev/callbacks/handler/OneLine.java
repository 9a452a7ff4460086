// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

/**
 * Text on one line: control and format characters, which could forge lines or move the
 * cursor of a terminal, are written as escapes.
 */
final class OneLine {

	private static final int ZERO_WIDTH_JOINER = 0x200D;

	private OneLine() {
	}

	static String of(String text) {
		return text.codePoints().anyMatch(OneLine::isHarmful) ? escaped(text) : text;
	}

	private static String escaped(String text) {
		StringBuilder line = new StringBuilder();
		text.codePoints().forEach((character) -> {
			if (character == '\n') {
				line.append("\\n");
			}
			else if (isHarmful(character)) {
				line.append(String.format("\\u%04x", character));
			}
			else {
				line.appendCodePoint(character);
			}
		});
		return line.toString();
	}

	private static boolean isHarmful(int character) {
		int type = Character.getType(character);
		if (character == ZERO_WIDTH_JOINER) {
			// a part of emojis
			return false;
		}
		return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE
				|| type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
	}

}

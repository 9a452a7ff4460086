// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import dev.callbacks.message.ObjectText;

/**
 * JSON for tags and metadata.
 */
final class JsonText {

	private JsonText() {
	}

	static String array(List<String> texts) {
		return texts.stream().map(JsonText::quoted).collect(Collectors.joining(",", "[", "]"));
	}

	/**
	 * Returns an object whose members are in the order of their names.
	 * @param members the members
	 * @param redaction the redaction of values that are text
	 */
	static String object(Map<String, Object> members, UnaryOperator<String> redaction) {
		return new TreeMap<>(members).entrySet()
			.stream()
			.map((member) -> quoted(member.getKey()) + ":" + value(member.getValue(), redaction))
			.collect(Collectors.joining(",", "{", "}"));
	}

	private static String value(Object value, UnaryOperator<String> redaction) {
		if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
			return value.toString();
		}
		return quoted(redaction.apply(ObjectText.of(value)));
	}

	private static String quoted(String text) {
		StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character == '"' || character == '\\') {
				quoted.append('\\').append(character);
			}
			else if (character < ' ') {
				quoted.append(String.format("\\u%04x", (int) character));
			}
			else {
				quoted.append(character);
			}
		}
		return quoted.append('"').toString();
	}

}

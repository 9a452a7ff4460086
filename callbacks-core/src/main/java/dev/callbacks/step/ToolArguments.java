// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A parser for the arguments of a tool, which models write as a JSON object. It spares
 * the core a JSON library.
 */
final class ToolArguments {

	private static final int MAX_DEPTH = 64;

	/** The time for a number grows with the square of its length. */
	private static final int MAX_NUMBER = 1_000;

	private final String json;

	private int position;

	private int depth;

	private ToolArguments(String json) {
		this.json = json;
	}

	/**
	 * Parses arguments. A blank text stands for no arguments.
	 * @throws InvalidToolInputException if they are not an object
	 */
	static Map<String, Object> parse(String json) {
		if (json.isBlank()) {
			return Map.of();
		}
		ToolArguments arguments = new ToolArguments(json);
		Object value = arguments.value();
		arguments.skipBlanks();
		if (arguments.position < json.length()) {
			throw arguments.invalid("the end");
		}
		if (!(value instanceof Map<?, ?>)) {
			throw new InvalidToolInputException("The arguments are not a JSON object: write them as {\"name\": value}");
		}
		@SuppressWarnings("unchecked")
		Map<String, Object> object = (Map<String, Object>) value;
		return object;
	}

	private @Nullable Object value() {
		skipBlanks();
		char next = peek();
		return switch (next) {
			case '{' -> nested(this::object);
			case '[' -> nested(this::array);
			case '"' -> string();
			case 't' -> word("true", true);
			case 'f' -> word("false", false);
			case 'n' -> word("null", null);
			default -> number();
		};
	}

	private Object nested(Supplier<Object> reader) {
		if (++this.depth > MAX_DEPTH) {
			throw new InvalidToolInputException("The arguments are nested more than " + MAX_DEPTH + " deep");
		}
		this.position++;
		Object value = reader.get();
		this.depth--;
		return value;
	}

	private Map<String, Object> object() {
		Map<String, Object> object = new LinkedHashMap<>();
		boolean more = !ends('}');
		while (more) {
			skipBlanks();
			if (peek() != '"') {
				throw invalid("a name");
			}
			String name = string();
			expect(':');
			object.put(name, value());
			more = continues('}');
		}
		return object;
	}

	private List<Object> array() {
		List<Object> array = new ArrayList<>();
		boolean more = !ends(']');
		while (more) {
			array.add(value());
			more = continues(']');
		}
		return array;
	}

	private boolean ends(char end) {
		skipBlanks();
		if (peek() == end) {
			this.position++;
			return true;
		}
		return false;
	}

	private boolean continues(char end) {
		if (ends(end)) {
			return false;
		}
		expect(',');
		return true;
	}

	private String string() {
		this.position++;
		StringBuilder text = new StringBuilder();
		char next = take();
		while (next != '"') {
			if (next < ' ') {
				throw invalid("a character of a text");
			}
			text.append((next == '\\') ? escaped() : next);
			next = take();
		}
		return text.toString();
	}

	private char escaped() {
		char escaped = take();
		return switch (escaped) {
			case '"', '\\', '/' -> escaped;
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> {
				int code = 0;
				for (int i = 0; i < 4; i++) {
					int digit = Character.digit(take(), 16);
					if (digit < 0) {
						throw invalid("a hexadecimal digit");
					}
					code = code * 16 + digit;
				}
				yield (char) code;
			}
			default -> throw invalid("an escape");
		};
	}

	private Object number() {
		int begin = this.position;
		while (this.position < this.json.length() && "+-.eE0123456789".indexOf(peek()) >= 0) {
			this.position++;
		}
		if (this.position - begin > MAX_NUMBER) {
			throw new InvalidToolInputException("The arguments have a number of " + (this.position - begin)
					+ " characters at character " + (begin + 1) + ", which is too long");
		}
		String number = this.json.substring(begin, this.position);
		if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
			this.position = begin;
			throw invalid("a value");
		}
		if (number.matches("-?[0-9]{1,18}")) {
			return Long.valueOf(number);
		}
		return number.matches("-?[0-9]+") ? new BigDecimal(number).toBigInteger() : (Object) Double.valueOf(number);
	}

	private @Nullable Object word(String word, @Nullable Object value) {
		if (!this.json.startsWith(word, this.position)) {
			throw invalid("a value");
		}
		this.position += word.length();
		return value;
	}

	private void expect(char expected) {
		skipBlanks();
		if (peek() != expected) {
			throw invalid("'" + expected + "'");
		}
		this.position++;
	}

	private void skipBlanks() {
		while (this.position < this.json.length() && " \t\n\r".indexOf(this.json.charAt(this.position)) >= 0) {
			this.position++;
		}
	}

	private char peek() {
		if (this.position >= this.json.length()) {
			throw new InvalidToolInputException("The arguments are not valid JSON: they end too early");
		}
		return this.json.charAt(this.position);
	}

	private char take() {
		char next = peek();
		this.position++;
		return next;
	}

	private InvalidToolInputException invalid(String expected) {
		return new InvalidToolInputException(
				"The arguments are not valid JSON: expected " + expected + " at character " + (this.position + 1));
	}

}

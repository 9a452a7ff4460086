// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.callbacks.call.Failures;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.Document;
import org.jspecify.annotations.Nullable;

/**
 * The values of users as the plain values of JSON. What is none becomes text: no class of
 * the application is ever named, so none is ever created by a reader.
 */
final class WireValues {

	private static final int MAX_DEPTH = 8;

	private static final String UNREADABLE = "(unreadable)";

	private WireValues() {
	}

	static @Nullable Object plain(@Nullable Object value) {
		return plain(value, 0);
	}

	static Map<String, Object> plain(Map<String, ?> values) {
		return map(values, 0);
	}

	private static @Nullable Object plain(@Nullable Object value, int depth) {
		if (value == null || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
			return value;
		}
		if (value instanceof Double number) {
			return Double.isFinite(number) ? number : number.toString();
		}
		if (value instanceof CharSequence || depth == MAX_DEPTH) {
			return text(value);
		}
		if (value instanceof Map<?, ?> map) {
			return map(map, depth + 1);
		}
		if (value instanceof Collection<?> collection) {
			return collection.stream().map((element) -> plain(element, depth + 1)).toList();
		}
		if (value instanceof Object[] || value.getClass().isArray()) {
			return array(value, depth + 1);
		}
		if (value instanceof Document document) {
			return MessageFields.of(document, (metadata) -> map(metadata, depth + 1));
		}
		return (value instanceof ChatMessage message) ? MessageFields.of(message) : text(value);
	}

	private static List<@Nullable Object> array(Object array, int depth) {
		List<@Nullable Object> elements = new ArrayList<>();
		for (int i = 0; i < Array.getLength(array); i++) {
			elements.add(plain(Array.get(array, i), depth));
		}
		return elements;
	}

	private static Map<String, Object> map(Map<?, ?> map, int depth) {
		Map<String, Object> plain = new LinkedHashMap<>();
		map.forEach((key, value) -> plain.put(name(key), plain(value, depth)));
		return plain;
	}

	/**
	 * Returns the name of a field, in which no half of a surrogate pair can be read.
	 */
	private static String name(Object key) {
		return new String(text(key).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	/**
	 * Returns the text of a value of the user's, whose code may fail.
	 */
	static String text(@Nullable Object value) {
		try {
			return String.valueOf(value);
		}
		catch (Throwable ex) {
			Failures.throwIfFatal(ex);
			return UNREADABLE;
		}
	}

	/**
	 * Returns the elements of what should be a list.
	 */
	static <T> List<T> list(@Nullable Object value, Function<Fields, T> element) {
		List<T> elements = new ArrayList<>();
		if (value instanceof List<?> list) {
			list.forEach((each) -> elements.add(element.apply(Fields.of(each))));
		}
		return elements;
	}

	/**
	 * Returns the texts in what should be a list of them.
	 */
	static List<String> texts(@Nullable Object value) {
		return (value instanceof List<?> list) ? list.stream().map(WireValues::text).toList() : List.of();
	}

}

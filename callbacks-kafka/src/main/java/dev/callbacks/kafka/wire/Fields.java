// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object. Those that are unknown are ignored, and those that are
 * needed and missing make a bad record.
 */
final class Fields {

	private final Map<?, ?> values;

	private Fields(Map<?, ?> values) {
		this.values = values;
	}

	static Fields of(@Nullable Object value) {
		return new Fields((value instanceof Map<?, ?> map) ? map : Map.of());
	}

	@Nullable Object get(String name) {
		return this.values.get(name);
	}

	Fields object(String name) {
		return of(get(name));
	}

	@Nullable String textOrNull(String name) {
		Object value = get(name);
		return (value != null) ? value.toString() : null;
	}

	String text(String name) {
		String text = textOrNull(name);
		return (text != null) ? text : "";
	}

	String needed(String name) {
		String text = textOrNull(name);
		if (text == null) {
			throw new BadRecordException("the field '" + name + "' is missing");
		}
		return text;
	}

	UUID id(String name) {
		return UUID.fromString(needed(name));
	}

	@Nullable UUID idOrNull(String name) {
		return (get(name) != null) ? id(name) : null;
	}

	<E extends Enum<E>> E constant(String name, Class<E> type) {
		return Enum.valueOf(type, needed(name));
	}

	long number(String name, long otherwise) {
		return (get(name) instanceof Number number) ? number.longValue() : otherwise;
	}

	@Nullable Double decimal(String name) {
		return (get(name) instanceof Number number) ? number.doubleValue() : null;
	}

	boolean isTrue(String name) {
		return Boolean.TRUE.equals(get(name));
	}

	List<String> texts(String name) {
		return WireValues.texts(get(name));
	}

	Map<String, Object> map(String name) {
		Map<String, Object> map = new LinkedHashMap<>();
		if (get(name) instanceof Map<?, ?> values) {
			values.forEach((key, value) -> map.put(String.valueOf(key), value));
		}
		return map;
	}

	/**
	 * Returns a map without the values that are null.
	 */
	Map<String, Object> mapWithoutNulls(String name) {
		Map<String, Object> map = map(name);
		map.values().removeIf((value) -> value == null);
		return map;
	}

	/**
	 * A writer of fields, which leaves out what has no value.
	 */
	static final class Writer {

		private final Map<String, Object> fields = new LinkedHashMap<>();

		Writer put(String name, @Nullable Object value) {
			boolean isEmpty = value == null || (value instanceof List<?> list && list.isEmpty())
					|| (value instanceof Map<?, ?> map && map.isEmpty()) || Boolean.FALSE.equals(value);
			if (!isEmpty) {
				this.fields.put(name, value);
			}
			return this;
		}

		Map<String, Object> fields() {
			return this.fields;
		}

	}

}

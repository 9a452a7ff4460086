// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The inputs of runs by name.
 */
final class Inputs {

	private Inputs() {
	}

	/**
	 * Returns a map as it is, and any other value under the name {@code input}.
	 */
	static Map<String, Object> byName(@Nullable Object input) {
		if (input instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
			@SuppressWarnings("unchecked")
			Map<String, Object> values = (Map<String, Object>) map;
			return values;
		}
		Map<String, Object> values = new HashMap<>();
		values.put("input", input);
		return values;
	}

}

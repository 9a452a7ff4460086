// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What several events do with their data: they copy maps, which may hold {@code null}
 * values, as inputs of users may; and they turn nanoseconds into durations.
 */
final class EventData {

	private EventData() {
	}

	static Map<String, Object> copy(Map<String, Object> map) {
		return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
	}

	static @Nullable Duration timeToFirstToken(long nanos) {
		return (nanos >= 0) ? Duration.ofNanos(nanos) : null;
	}

}

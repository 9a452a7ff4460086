// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Utilities for the data of events. Copies of maps keep {@code null} values, which inputs
 * of users may have.
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

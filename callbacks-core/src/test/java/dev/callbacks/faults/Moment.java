// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import dev.callbacks.event.EventType;

/**
 * The moment of a fault in the life of a run.
 */
enum Moment {

	START, TOKEN, END, ERROR;

	/**
	 * The moment of an event. What is no start and no ending counts as a token: runs of
	 * bodies have custom events instead.
	 */
	static Moment of(EventType type) {
		String name = type.name();
		if (name.endsWith("_START")) {
			return START;
		}
		if (name.endsWith("_END")) {
			return END;
		}
		return name.endsWith("_ERROR") ? ERROR : TOKEN;
	}

}

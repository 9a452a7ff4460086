// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.RunInfo;

/**
 * A gap in what a reader gets, which it is told by an event of this name.
 *
 * @since 0.1.0
 */
public final class Gap {

	/** The name of the custom event. */
	public static final String NAME = "callbacks.gap";

	private Gap() {
	}

	/**
	 * The reason of a gap.
	 */
	enum Reason {

		/** The sender left tokens out, since the broker was slow or away. */
		SHED,

		/** Records did not arrive. */
		LOST,

		/** The broker has deleted records that the reader had not read. */
		RETENTION

	}

	static CustomEvent event(RunInfo run, long sequence, Reason reason, long tokens, long records) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("reason", reason.name());
		data.put("tokens", tokens);
		data.put("records", records);
		return new CustomEvent(run, sequence, NAME, data);
	}

}

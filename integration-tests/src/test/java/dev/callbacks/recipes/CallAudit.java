// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import dev.callbacks.CallbackListener;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.TerminalEvent;

import org.springframework.stereotype.Component;

@Component
class CallAudit {

	private final Rows rows;

	CallAudit(Rows rows) {
		this.rows = rows;
	}

	@CallbackListener
	void save(TerminalEvent end) {
		RunInfo run = end.run();
		String outcome = (end instanceof ErrorEvent error) ? error.reason().name() : "SUCCESS";
		this.rows.insert(new Row(run.id(), run.parentId(), run.rootId(), run.kind(), run.name(), outcome,
				run.startTime(), end.duration()));
	}

	record Row(UUID run, UUID parent, UUID root, RunKind kind, String name, String outcome, Instant began,
			Duration duration) {
	}

	/** Your table, such as with Spring's JdbcClient. It may block. */
	interface Rows {

		void insert(Row row);

	}

}

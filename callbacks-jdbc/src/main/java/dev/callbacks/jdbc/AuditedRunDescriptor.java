// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.callbacks.autoconfigure.operation.Content;
import dev.callbacks.event.RunKind;
import dev.callbacks.jdbc.AuditedRun.Ending;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An audited run as the endpoint shows it: what is content only to those who may see it.
 */
record AuditedRunDescriptor(UUID id, @Nullable UUID parentId, UUID rootId, RunKind kind, String name,
		@Nullable String provider, @Nullable String model, Instant startedAt, String instance, @Nullable Ending ending,
		@Nullable String user, @Nullable String conversation, @Nullable String metadata,
		@Nullable String input) implements OperationResponseBody {

	static AuditedRunDescriptor of(AuditedRun run, Content content) {
		Ending ending = run.ending();
		Ending shown = (ending != null) ? new Ending(ending.outcome(), ending.reason(), ending.duration(),
				ending.timeToFirstToken(), ending.responseModel(), ending.finishReason(), ending.usage(),
				content.of("output", ending.output())) : null;
		return new AuditedRunDescriptor(run.id(), run.parentId(), run.rootId(), run.kind(), run.name(), run.provider(),
				run.model(), run.startedAt(), run.instance(), shown, content.of("user", run.user()),
				content.of("conversation", run.conversation()), content.of("metadata", run.metadata()),
				content.of("input", run.input()));
	}

	/**
	 * A page of runs.
	 *
	 * @param runs the runs, the latest first
	 * @param next the id to ask for the next page with, or {@code null} on the last one
	 */
	record PageDescriptor(List<AuditedRunDescriptor> runs, @Nullable UUID next) implements OperationResponseBody {

		PageDescriptor {
			runs = List.copyOf(runs);
		}

		static PageDescriptor of(List<AuditedRun> runs, int limit, Content content) {
			UUID next = (runs.size() == limit) ? runs.get(limit - 1).id() : null;
			return new PageDescriptor(runs.stream().map((run) -> AuditedRunDescriptor.of(run, content)).toList(), next);
		}

	}

}

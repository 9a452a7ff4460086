// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.spi.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * A run that is under way, in a reply of the endpoint.
 *
 * @param id the id of the run
 * @param rootId the id of the run at the root of its tree
 * @param parentId the id of the run around it
 * @param kind the kind of work
 * @param name the name
 * @param startTime the time of the start
 * @param age the time since the start
 * @param tokens the number of tokens so far
 * @param waitsFor the numbers of events that handlers have before them, by the names of
 * the handlers that still work
 */
public record ActiveRunDescriptor(UUID id, UUID rootId, @Nullable UUID parentId, RunKind kind, String name,
		Instant startTime, Duration age, int tokens, Map<String, Long> waitsFor) {

	static ActiveRunDescriptor of(RunStatus status) {
		RunInfo run = status.run().info();
		return new ActiveRunDescriptor(run.id(), run.rootId(), run.parentId(), run.kind(), run.name(), run.startTime(),
				status.age(), status.tokens(), status.waitsFor());
	}

}

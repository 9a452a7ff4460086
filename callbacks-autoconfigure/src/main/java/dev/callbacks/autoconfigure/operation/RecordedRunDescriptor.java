// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.handler.RecordedEnding;
import dev.callbacks.handler.RecordedRun;
import org.jspecify.annotations.Nullable;

/**
 * A recent run with those below it, in a reply of the endpoint. It may be open. Content
 * is there only if it is shown.
 *
 * @param id the id of the run
 * @param parentId the id of the run around it
 * @param kind the kind of work
 * @param name the name
 * @param tags the tags
 * @param startTime the time of the start
 * @param outcome {@code OPEN}, {@code SUCCESS}, or the reason of an ending by error
 * @param duration the time from the start to the end
 * @param timeToFirstToken the time from the start to the first token
 * @param tokens the number of tokens
 * @param errorType the name of the failure's class
 * @param metadata the metadata
 * @param input the content of the start
 * @param output the result, or the message of the failure
 * @param children the runs below it
 */
public record RecordedRunDescriptor(UUID id, @Nullable UUID parentId, RunKind kind, String name, List<String> tags,
		Instant startTime, String outcome, @Nullable Duration duration, @Nullable Duration timeToFirstToken,
		@Nullable Integer tokens, @Nullable String errorType, @Nullable Map<String, Object> metadata,
		@Nullable String input, @Nullable String output, List<RecordedRunDescriptor> children) {

	static RecordedRunDescriptor of(RecordedRun run, Content content) {
		RunInfo info = run.info();
		RecordedEnding ending = run.ending();
		List<RecordedRunDescriptor> children = run.children().stream().map((child) -> of(child, content)).toList();
		return new RecordedRunDescriptor(info.id(), info.parentId(), info.kind(), info.name(), info.tags(),
				info.startTime(), outcome(ending), run.duration(), run.timeToFirstToken(),
				(ending != null) ? ending.tokens() : null, (ending != null) ? ending.errorType() : null,
				content.of(info.metadata()), content.of("input", run.input()), content.of("output", run.output()),
				children);
	}

	private static String outcome(@Nullable RecordedEnding ending) {
		if (ending == null) {
			return "OPEN";
		}
		return (ending.reason() != null) ? ending.reason().name() : "SUCCESS";
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The start of a tool.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param tool the name of the tool
 * @param description the description of the tool
 * @param input the input as text
 * @param inputs the input by name
 * @param toolCallId the model's id of the call, or {@code null}
 * @since 0.1.0
 */
public record ToolStart(RunInfo run, long sequence, String tool, String description, String input,
		Map<String, Object> inputs, @Nullable String toolCallId) implements StartEvent {

	public ToolStart {
		inputs = EventData.copy(inputs);
	}

	@Override
	public EventType type() {
		return EventType.TOOL_START;
	}

	@Override
	public String toString() {
		return "ToolStart[" + this.run.id() + " #" + this.sequence + "]";
	}

}

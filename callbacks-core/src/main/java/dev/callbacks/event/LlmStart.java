// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The start of a model that is asked by prompts: a text completion, or a chat model for
 * handlers without a method for {@link ChatModelStart}.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param prompts the prompts
 * @param parameters the parameters of the model
 * @since 0.1.0
 */
public record LlmStart(RunInfo run, long sequence, List<String> prompts,
		Map<String, Object> parameters) implements StartEvent {

	public LlmStart {
		prompts = List.copyOf(prompts);
		parameters = EventData.copy(parameters);
	}

	/**
	 * Converts the start of a chat model: the conversation becomes one prompt, a line per
	 * message.
	 * @param start the start of the chat model
	 * @return the start of a completion
	 */
	public static LlmStart of(ChatModelStart start) {
		String prompt = start.messages()
			.stream()
			.map((message) -> message.role().label() + ": " + message.text())
			.collect(Collectors.joining("\n"));
		return new LlmStart(start.run(), start.sequence(), List.of(prompt), start.parameters());
	}

	@Override
	public EventType type() {
		return EventType.LLM_START;
	}

	@Override
	public String toString() {
		return "LlmStart[" + this.run.id() + " #" + this.sequence + "]";
	}

}

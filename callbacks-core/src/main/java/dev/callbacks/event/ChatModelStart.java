// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.util.List;
import java.util.Map;

import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;

/**
 * The start of a chat model, before it is asked.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param messages the conversation
 * @param options the options of the request
 * @param parameters the parameters of the model, such as its provider
 * @since 0.1.0
 */
public record ChatModelStart(RunInfo run, long sequence, List<ChatMessage> messages, ChatOptions options,
		Map<String, Object> parameters) implements StartEvent {

	public ChatModelStart {
		messages = List.copyOf(messages);
		parameters = EventData.copy(parameters);
	}

	@Override
	public EventType type() {
		return EventType.CHAT_MODEL_START;
	}

	@Override
	public String toString() {
		return "ChatModelStart[" + this.run.id() + " #" + this.sequence + "]";
	}

}

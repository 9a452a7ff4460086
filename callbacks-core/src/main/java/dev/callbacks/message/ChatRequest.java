// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A request to a model.
 *
 * @param messages the conversation, which needs at least one message
 * @param options the options
 * @since 0.1.0
 */
public record ChatRequest(List<ChatMessage> messages, ChatOptions options) {

	public ChatRequest {
		Objects.requireNonNull(messages, "messages");
		Objects.requireNonNull(options, "options");
		messages = List.copyOf(messages);
	}

	/**
	 * Creates a request of one message of the user.
	 * @param text the text
	 * @return the request
	 */
	public static ChatRequest of(String text) {
		return of(ChatMessage.user(text));
	}

	/**
	 * Creates a request of messages.
	 * @param messages the messages
	 * @return the request
	 */
	public static ChatRequest of(ChatMessage... messages) {
		return new ChatRequest(List.of(messages), ChatOptions.none());
	}

	/**
	 * Creates a request of a conversation.
	 * @param messages the messages
	 * @return the request
	 */
	public static ChatRequest of(List<ChatMessage> messages) {
		return new ChatRequest(messages, ChatOptions.none());
	}

	/**
	 * Returns this request with other options.
	 * @param options the options
	 * @return the request
	 */
	public ChatRequest withOptions(ChatOptions options) {
		return new ChatRequest(this.messages, options);
	}

	/**
	 * Returns this request with an answer that is always streamed, so that handlers get
	 * tokens even if the caller wants one whole answer.
	 * @return the request
	 */
	public ChatRequest streaming() {
		return withOptions(this.options.withStreaming(StreamingMode.ALWAYS));
	}

	/**
	 * Returns the tool call that a message with the output of a tool answers: the one
	 * with its id in the model's message before. If several have this id, since the model
	 * gives none, outputs are in the order of their calls. Some models have to be told
	 * the name of the tool again.
	 * @param index the index of the message with the output
	 * @return the call, or {@code null} if the conversation has none that fits
	 */
	public @Nullable ToolCall answeredBy(int index) {
		String id = Objects.requireNonNullElse(this.messages.get(index).toolCallId(), "");
		int call = index;
		while (call > 0 && this.messages.get(call).role() == Role.TOOL) {
			call--;
		}
		List<ToolCall> calls = this.messages.get(call)
			.toolCalls()
			.stream()
			.filter((its) -> its.id().equals(id))
			.toList();
		long earlier = this.messages.subList(call, index)
			.stream()
			.filter((message) -> message.role() == Role.TOOL
					&& id.equals(Objects.requireNonNullElse(message.toolCallId(), "")))
			.count();
		return (earlier < calls.size()) ? calls.get((int) earlier) : null;
	}

	@Override
	public String toString() {
		return "ChatRequest[" + this.messages.size() + " messages, model=" + this.options.model() + "]";
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.List;
import java.util.Objects;

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

	@Override
	public String toString() {
		return "ChatRequest[" + this.messages.size() + " messages, model=" + this.options.model() + "]";
	}

}

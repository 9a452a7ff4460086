// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.List;
import java.util.Objects;

/**
 * What a model is asked.
 *
 * @param messages the conversation so far, with at least one message
 * @param options how the model shall answer
 * @since 0.1.0
 */
public record ChatRequest(List<ChatMessage> messages, ChatOptions options) {

	public ChatRequest {
		Objects.requireNonNull(messages, "messages");
		Objects.requireNonNull(options, "options");
		messages = List.copyOf(messages);
	}

	/**
	 * A request of one user message.
	 * @param text what the user says
	 * @return the request
	 */
	public static ChatRequest of(String text) {
		return of(ChatMessage.user(text));
	}

	/**
	 * A request of some messages.
	 * @param messages the messages
	 * @return the request
	 */
	public static ChatRequest of(ChatMessage... messages) {
		return new ChatRequest(List.of(messages), ChatOptions.none());
	}

	/**
	 * A request of a conversation.
	 * @param messages the messages
	 * @return the request
	 */
	public static ChatRequest of(List<ChatMessage> messages) {
		return new ChatRequest(messages, ChatOptions.none());
	}

	/**
	 * This request with other options.
	 * @param options the options
	 * @return the request
	 */
	public ChatRequest withOptions(ChatOptions options) {
		return new ChatRequest(this.messages, options);
	}

	/**
	 * This request, its answer streamed even where one whole answer is wanted, so that
	 * handlers get tokens.
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

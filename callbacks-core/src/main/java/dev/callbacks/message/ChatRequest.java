/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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

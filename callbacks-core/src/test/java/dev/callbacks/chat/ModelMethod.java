// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.ArrayList;
import java.util.List;

import dev.callbacks.TestFutures;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import reactor.core.publisher.Flux;

/**
 * A method that calls a model, with or without tokens for handlers.
 */
enum ModelMethod {

	CALL(false), CALL_STREAMED(true), FUTURE(false), FUTURE_STREAMED(true), MONO(false), MONO_STREAMED(true),
	STREAM(true), COMPLETE(false), TEXT(true);

	final boolean streamed;

	ModelMethod(boolean streamed) {
		this.streamed = streamed;
	}

	String ask(CallbackChatModel model) {
		return ask(model, ChatRequest.of("Hello"));
	}

	String ask(CallbackChatModel model, ChatRequest asked) {
		ChatRequest request = this.streamed ? asked.streaming() : asked;
		return switch (this) {
			case CALL, CALL_STREAMED -> model.call(request).text();
			case FUTURE, FUTURE_STREAMED -> TestFutures.get(model.callAsync(request)).text();
			case MONO, MONO_STREAMED -> model.mono(request).map(LlmResult::text).block();
			case STREAM -> text(model.stream(request));
			case COMPLETE -> model.complete(asked.messages().get(0).text()).text();
			case TEXT -> text(model.streamText(asked.messages().get(0).text()));
		};
	}

	private static String text(Flux<ChatChunk> chunks) {
		return String.join("", chunks.map(ChatChunk::text).collectList().block());
	}

	boolean isChat() {
		return this != COMPLETE && this != TEXT;
	}

	List<String> story(String... tokens) {
		List<String> story = new ArrayList<>();
		story.add(isChat() ? "ChatModelStart" : "LlmStart");
		if (this.streamed) {
			for (String token : tokens) {
				story.add("token:" + token);
			}
			story.add("token:");
		}
		story.add("LlmEnd");
		return story;
	}

}

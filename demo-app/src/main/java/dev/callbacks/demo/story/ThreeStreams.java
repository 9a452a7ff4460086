// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatChunk;
import reactor.core.publisher.Flux;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Three answers that stream at the same time.
 */
@Component
@Order(1)
final class ThreeStreams implements Scenario {

	private final CallbackChatModel chatModel;

	ThreeStreams(CallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@Override
	public String title() {
		return "Three streams at once";
	}

	@Override
	public String text() {
		return "Three answers side by side. Each is a run of its own, and each handler sees the events of each "
				+ "run in their order.";
	}

	@Override
	public Flux<Line> play() {
		// tag::code[]
		Flux<ChatChunk> run = this.chatModel.stream("What is a run?");
		Flux<ChatChunk> handler = this.chatModel.stream("What is a handler?");
		Flux<ChatChunk> window = this.chatModel.stream("What is a window?");
		// end::code[]
		return Flux.merge(Line.answer("run", run), Line.answer("handler", handler), Line.answer("window", window));
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import dev.callbacks.CallbackHandler;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.LlmError;
import dev.callbacks.message.ChatChunk;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A consumer that closes its stream.
 */
@Component
@Order(6)
final class CancelMidStream implements Scenario {

	private final CallbackChatModel chatModel;

	CancelMidStream(CallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@Override
	public String title() {
		return "Cancel in mid-stream";
	}

	@Override
	public String text() {
		return "After twelve tokens the consumer has enough. The call of the model is cancelled at once, and "
				+ "the handlers get one error event, with the reason and the text so far.";
	}

	@Override
	public Flux<Line> play() {
		Sinks.One<Line> ending = Sinks.one();
		// tag::code[]
		CallbackHandler watcher = new CallbackHandler() {

			@Override
			public void onLlmError(LlmError event) {
				String soFar = event.partial().text();
				ending.tryEmitValue(Line.note("watcher", event.reason() + " after: " + soFar));
			}

		};
		RunConfig watched = RunConfig.handlers(watcher);
		Flux<ChatChunk> answer = this.chatModel.with(watched).stream("What is a run?").take(12);
		// end::code[]
		return Line.answer("answer", answer).concatWith(ending.asMono());
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackSettings;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import reactor.core.publisher.Flux;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A handler that hangs, beside one that works.
 */
@Component
@Order(3)
final class HungHandler implements Scenario {

	private final CallbackChatModel chatModel;

	HungHandler(CallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@Override
	public String title() {
		return "A handler that hangs";
	}

	@Override
	public String text() {
		return "One handler never returns from its third token. The answer streams on, and the other handler counts every token. After two seconds the first one is cut off from this run, and the log says so.";
	}

	@Override
	public Flux<Line> play() {
		AtomicInteger count = new AtomicInteger();
		// tag::code[]
		CallbackHandler hung = new Hung();
		CallbackHandler counter = new CallbackHandler() {

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				count.incrementAndGet();
			}

		};
		Flux<ChatChunk> answer = this.chatModel.with(RunConfig.handlers(hung, counter)).stream("What is a run?");
		// end::code[]
		return Line.answer("answer", answer)
			.concatWith(Flux.defer(() -> Flux.just(Line.note("counter", count + " tokens counted"))));
	}

	/**
	 * A handler that hangs at its third token.
	 */
	@CallbackSettings(timeout = "PT2S")
	private static final class Hung implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			if (event.index() == 2) {
				LockSupport.park();
			}
		}

	}

}

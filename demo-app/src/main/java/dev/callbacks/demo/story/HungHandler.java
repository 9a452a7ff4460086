// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.util.concurrent.locks.LockSupport;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackSettings;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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
		return "One handler never returns from its third token. The answer streams on, and the other handler "
				+ "counts every token. After two seconds the first one is cut off from this run, and the "
				+ "log says so.";
	}

	@Override
	public Flux<Line> play() {
		Counter counter = new Counter();
		// tag::code[]
		RunConfig both = RunConfig.handlers(new Hung(), counter);
		Flux<ChatChunk> answer = this.chatModel.with(both).stream("What is a run?");
		// end::code[]
		return Line.answer("answer", answer)
			.concatWith(Mono.fromSupplier(() -> Line.note("counter", counter.tokens + " tokens counted")));
	}

	// tag::code[]
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
	// end::code[]

	/**
	 * A handler that counts tokens.
	 */
	private static final class Counter implements CallbackHandler {

		private volatile int tokens;

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			this.tokens = event.index() + 1;
		}

	}

}

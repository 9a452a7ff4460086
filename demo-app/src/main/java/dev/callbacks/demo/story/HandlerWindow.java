// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.CallbackHandler;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import reactor.core.publisher.Flux;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A handler that is slower than the model.
 */
@Component
@Order(2)
final class HandlerWindow implements Scenario {

	private final CallbackChatModel chatModel;

	HandlerWindow(CallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@Override
	public String title() {
		return "A slow handler";
	}

	@Override
	public String text() {
		return "The bean slowHandler takes five times as long for a token as the model. The property "
				+ "callbacks.handlers.slow-handler.window in application.yml says how many tokens it may be behind. "
				+ "So many come at the pace of the model, and the others at the pace of the handler. "
				+ "Set it to 1 or to 100, start again, and compare.";
	}

	@Override
	public Flux<Line> play() {
		// tag::code[]
		RunConfig slow = RunConfig.empty().tags("slow");
		Flux<ChatChunk> answer = this.chatModel.with(slow).stream("What is a window?");
		// end::code[]
		return Line.answer("answer", answer);
	}

	// tag::code[]
	@Component("slowHandler")
	static final class SlowHandler implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			if (event.run().tags().contains("slow")) {
				LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
			}
		}

	}
	// end::code[]

}

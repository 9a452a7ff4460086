// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.CallbackHandler;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.LlmNewToken;
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
		return "The bean slowHandler takes a quarter of a second for each token. The answer runs ahead until it is as many tokens ahead as the window of slowHandler in application.yml says; then it goes at the pace of the handler. Change the window to 1 or 100, start again, and compare.";
	}

	@Override
	public Flux<Line> play() {
		return Line.answer("answer", this.chatModel.with(RunConfig.empty().tags("slow")).stream("What is a window?"));
	}

	// tag::code[]
	@Component("slowHandler")
	static final class SlowHandler implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			if (event.run().tags().contains("slow")) {
				LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
			}
		}

	}
	// end::code[]

}

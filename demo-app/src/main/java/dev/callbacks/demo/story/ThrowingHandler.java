// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import reactor.core.publisher.Flux;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A handler that throws, with and without {@code raise-error}.
 */
@Component
@Order(4)
final class ThrowingHandler implements Scenario {

	private final CallbackChatModel chatModel;

	ThrowingHandler(CallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@Override
	public String title() {
		return "A handler that throws";
	}

	@Override
	public String text() {
		return "The same handler twice: it throws at every token. By default that changes nothing but a line in "
				+ "the log. With raise-error the call ends with what it threw.";
	}

	@Override
	public Flux<Line> play() {
		// tag::code[]
		RunConfig lenient = RunConfig.handlers(new Picky(false));
		RunConfig strict = RunConfig.handlers(new Picky(true));
		Flux<ChatChunk> unharmed = this.chatModel.with(lenient).stream("What is a handler?");
		Flux<ChatChunk> refused = this.chatModel.with(strict).stream("What is a handler?");
		// end::code[]
		return Flux.merge(Line.answer("default", unharmed), Line.answer("raise-error", refused));
	}

	// tag::code[]
	/**
	 * A handler that throws at every token.
	 */
	private record Picky(boolean raiseError) implements CallbackHandler {

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withRaiseError(this.raiseError);
		}

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			throw new IllegalStateException("I do not like this token");
		}

	}
	// end::code[]

}

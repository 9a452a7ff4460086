// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import dev.callbacks.Handler;
import dev.callbacks.call.OpenCall;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import reactor.core.publisher.Flux;

/**
 * A step that asks a model for a whole answer, in the model's run. As a stream it has one
 * piece, but the model streams the answer, so that handlers get tokens.
 *
 * @param model the model
 */
record ModelBody(CallbackChatModel model) implements StepBody<ChatRequest, LlmResult> {

	@Override
	public OpenCall<LlmResult> open(ChatRequest input, Setup setup) {
		return with(setup).open(input, setup.config(), setup.caller());
	}

	@Override
	public Flux<LlmResult> streamOf(ChatRequest input, Setup setup) {
		return OpenCall.<LlmResult>mono(setup.opener(), (caller) -> open(input.streaming(), setup.with(caller))).flux();
	}

	private CallbackChatModel with(Setup setup) {
		return this.model.withHandlers(setup.handlers().toArray(Handler[]::new));
	}

	/**
	 * A step that asks a model for the text of its answer, in pieces if it is streamed.
	 *
	 * @param model the model
	 */
	record Text(ModelBody model) implements StepBody<ChatRequest, String> {

		@Override
		public OpenCall<String> open(ChatRequest input, Setup setup) {
			return this.model.open(input, setup).map(LlmResult::text);
		}

		@Override
		public Flux<String> streamOf(ChatRequest input, Setup setup) {
			return this.model.with(setup)
				.with(setup.config())
				.stream(input)
				.filter((chunk) -> !chunk.text().isEmpty())
				.map((chunk) -> chunk.text())
				// an answer without text is an empty text, however it comes
				.defaultIfEmpty("");
		}

	}

}

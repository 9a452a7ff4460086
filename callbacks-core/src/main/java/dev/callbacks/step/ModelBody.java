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
package dev.callbacks.step;

import dev.callbacks.Handler;
import dev.callbacks.OpenCall;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import reactor.core.publisher.Flux;

/**
 * A step that asks a model for a whole answer; its run is the model's. As a stream it is
 * one piece, but the model is asked to stream it, so that handlers get the tokens.
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
		return OpenCall.<LlmResult>mono((context) -> open(input.streaming(), setup)).flux();
	}

	private CallbackChatModel with(Setup setup) {
		return this.model.withHandlers(setup.handlers().toArray(Handler[]::new));
	}

	/**
	 * The same for the text of the answer, in pieces if it is streamed.
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
				.map((chunk) -> chunk.text());
		}

	}

}

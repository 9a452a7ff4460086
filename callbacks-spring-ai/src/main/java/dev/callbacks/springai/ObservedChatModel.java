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
package dev.callbacks.springai;

import java.util.Map;

import dev.callbacks.CallbackManager;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.ObservedModel;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A model whose calls are runs. What it returns, streams and throws is the model's own.
 */
final class ObservedChatModel implements ChatModel {

	private final CallbackManager manager;

	private final ChatModel model;

	private final String name;

	ObservedChatModel(CallbackManager manager, ChatModel model) {
		this.manager = manager;
		this.model = model;
		this.name = Names.ofModel(model);
	}

	/**
	 * The model itself, which nobody observes.
	 */
	static ChatModel unwrap(ChatModel model) {
		return (model instanceof ObservedChatModel observed) ? observed.model : model;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		if (Observing.take()) {
			return this.model.call(prompt);
		}
		return observed(prompt).<ChatResponse, RuntimeException>call(() -> this.model.call(prompt), Responses::result);
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.deferContextual((context) -> Observing.take(context) ? this.model.stream(prompt)
				: observed(prompt).stream(() -> this.model.stream(prompt), ResponseReader::new));
	}

	private ObservedModel observed(Prompt prompt) {
		return new ObservedModel(this.manager, this.name, () -> Messages.request(prompt), Map.of("provider", this.name),
				RunConfig.empty());
	}

	@Override
	public ChatOptions getOptions() {
		return this.model.getOptions();
	}

	@Override
	@SuppressWarnings("removal")
	public ChatOptions getDefaultOptions() {
		return this.model.getDefaultOptions();
	}

	@Override
	public String toString() {
		return this.model.toString();
	}

}

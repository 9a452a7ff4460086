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
package dev.callbacks.langchain4j;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.RunBody;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.ObservedModel;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;

/**
 * A model whose calls are runs. What it returns and throws is the model's own.
 */
final class ObservedChatModel implements ChatModel {

	private final CallbackManager manager;

	private final ServiceRuns services;

	private final ChatModel model;

	private final String name;

	ObservedChatModel(CallbackManager manager, ServiceRuns services, ChatModel model) {
		this.manager = manager;
		this.services = services;
		this.model = model;
		this.name = Names.of(model.provider(), model.getClass());
	}

	/**
	 * The model itself, which nobody observes.
	 */
	static ChatModel unwrap(ChatModel model) {
		return (model instanceof ObservedChatModel observed) ? observed.model : model;
	}

	@Override
	public ChatResponse chat(ChatRequest request) {
		return RunListener.isAmong(this.model.listeners()) ? chat(request, ChatRequestOptions.EMPTY)
				: observe(request, () -> this.model.chat(request));
	}

	@Override
	public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
		return observe(request, () -> this.model.chat(request, RunListener.toldOf(options)));
	}

	private ChatResponse observe(ChatRequest request, RunBody<ChatResponse, RuntimeException> ask) {
		ObservedModel observed = new ObservedModel(this.manager, this.name, () -> Messages.request(request),
				Map.of("provider", this.name), RunConfig.empty());
		Run before = CurrentRun.set(this.services.above(request));
		try {
			return observed.call(ask, Responses::result);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	@Override
	public ChatRequestParameters defaultRequestParameters() {
		return this.model.defaultRequestParameters();
	}

	@Override
	public List<ChatModelListener> listeners() {
		return this.model.listeners();
	}

	@Override
	public ModelProvider provider() {
		return this.model.provider();
	}

	@Override
	public Set<Capability> supportedCapabilities() {
		return this.model.supportedCapabilities();
	}

	@Override
	public String toString() {
		return this.model.toString();
	}

}

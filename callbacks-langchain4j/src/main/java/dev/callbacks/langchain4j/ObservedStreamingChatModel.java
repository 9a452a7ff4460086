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
import java.util.function.Consumer;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.ObservedModel;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * A streaming model whose calls are runs. What its handler is told is what the model
 * says, with one ending at most and nothing after it.
 */
final class ObservedStreamingChatModel implements StreamingChatModel {

	private final CallbackManager manager;

	private final ServiceRuns services;

	private final StreamingChatModel model;

	private final String name;

	ObservedStreamingChatModel(CallbackManager manager, ServiceRuns services, StreamingChatModel model) {
		this.manager = manager;
		this.services = services;
		this.model = model;
		this.name = Names.of(model.provider(), model.getClass());
	}

	/**
	 * The model itself, which nobody observes.
	 */
	static StreamingChatModel unwrap(StreamingChatModel model) {
		return (model instanceof ObservedStreamingChatModel observed) ? observed.model : model;
	}

	@Override
	public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
		if (RunListener.isAmong(this.model.listeners())) {
			chat(request, ChatRequestOptions.EMPTY, handler);
		}
		else {
			observe(request, handler, (observed) -> this.model.chat(request, observed));
		}
	}

	@Override
	public void chat(ChatRequest request, ChatRequestOptions options, StreamingChatResponseHandler handler) {
		observe(request, handler, (observed) -> this.model.chat(request, RunListener.toldOf(options), observed));
	}

	private void observe(ChatRequest request, StreamingChatResponseHandler handler,
			Consumer<StreamingChatResponseHandler> ask) {
		ObservedModel observed = new ObservedModel(this.manager, this.name, () -> Messages.request(request),
				Map.of("provider", this.name), RunConfig.empty());
		ObservedStream stream;
		Run before = CurrentRun.set(this.services.above(request));
		try {
			stream = new ObservedStream(observed, handler);
		}
		catch (ManagerStoppedException ex) {
			ask.accept(handler);
			return;
		}
		finally {
			CurrentRun.set(before);
		}
		stream.begin(this.manager, ask);
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

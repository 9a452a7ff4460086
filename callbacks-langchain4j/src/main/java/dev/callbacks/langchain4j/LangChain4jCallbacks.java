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

import dev.callbacks.CallbackManager;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.rag.content.retriever.ContentRetriever;

/**
 * Makes calls of LangChain4j's models and retrievers runs. The auto-configuration does so
 * for beans; this is for what is no bean.
 * <p>
 * Nothing that is wrapped behaves otherwise: results, pieces and exceptions are its own,
 * unless a handler with {@code raise-error} fails. A streamed answer has one ending, also
 * where a model tells its handler two. What is wrapped already is returned as it is.
 * <p>
 * <b>Thread-safety</b>: immutable; what it returns is as safe as what is wrapped.
 *
 * @since 0.1.0
 */
public final class LangChain4jCallbacks {

	private final CallbackManager manager;

	private final ServiceRuns services;

	private final ChatModelListener listener;

	/**
	 * For a manager.
	 * @param manager tells the handlers
	 */
	public LangChain4jCallbacks(CallbackManager manager) {
		this.manager = manager;
		this.services = new ServiceRuns(manager);
		this.listener = new RunListener(manager, this.services);
	}

	/**
	 * Makes calls of a model runs.
	 * @param model the model
	 * @return a model that does as the model does
	 */
	public ChatModel wrap(ChatModel model) {
		return (model instanceof ObservedChatModel) ? model : new ObservedChatModel(this.manager, this.services, model);
	}

	/**
	 * Makes calls of a streaming model runs, with their tokens.
	 * @param model the model
	 * @return a model that does as the model does
	 */
	public StreamingChatModel wrap(StreamingChatModel model) {
		return (model instanceof ObservedStreamingChatModel) ? model
				: new ObservedStreamingChatModel(this.manager, this.services, model);
	}

	/**
	 * Makes searches of a retriever runs.
	 * @param name the name of the runs
	 * @param retriever the retriever
	 * @return a retriever that does as the retriever does
	 */
	public ContentRetriever wrap(String name, ContentRetriever retriever) {
		return (retriever instanceof ObservedRetriever) ? retriever
				: new ObservedRetriever(this.manager, name, retriever);
	}

	/**
	 * Makes calls of models that are not wrapped runs, without their tokens. A model that
	 * is wrapped as well is told of once.
	 * @return a listener for such models
	 */
	public ChatModelListener listener() {
		return this.listener;
	}

	/**
	 * Makes calls of all AI services runs that are built from now on, until
	 * {@link #uninstall()}. They tell of tools when those were called. Callbacks that are
	 * installed replace those that were before, in this JVM.
	 */
	public void install() {
		ServiceListenerFactory.install(this);
	}

	/**
	 * Lets services that are built from now on alone.
	 */
	public void uninstall() {
		ServiceListenerFactory.uninstall(this);
	}

	ServiceRuns services() {
		return this.services;
	}

}

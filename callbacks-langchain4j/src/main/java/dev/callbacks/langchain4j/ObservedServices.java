// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.observability.api.event.AiServiceEvent;
import dev.langchain4j.observability.api.listener.AiServiceListener;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.service.AiServiceContext;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.ToolService;
import org.jspecify.annotations.Nullable;

/**
 * A builder of an AI service whose calls are runs, with those of its models, tools and
 * its retriever below them. The library's own builder makes the service.
 *
 * @param <T> the service
 */
final class ObservedServices<T> extends AiServices<T> {

	private final AiServices<T> builder;

	private final @Nullable LangChain4jInstallation installation = LangChain4jInstallation.latest();

	private volatile @Nullable LangChain4jCallbacks callbacks;

	private volatile @Nullable ServiceAgent agent;

	ObservedServices(AiServiceContext context, AiServices<T> builder) {
		super(context);
		this.builder = builder;
		if (context.toolService.getClass() == ToolService.class) {
			context.toolService = new ObservedToolService(this);
		}
		context.eventListenerRegistrar.register(ServiceListener.of(this));
	}

	/**
	 * Says who observes the service, instead of whoever is found.
	 */
	void observeBy(LangChain4jCallbacks callbacks) {
		this.callbacks = callbacks;
	}

	@Override
	public AiServices<T> contentRetriever(ContentRetriever retriever) {
		return super.contentRetriever((retriever != null) ? ObservedRetriever.inService(retriever) : retriever);
	}

	@Override
	public <E extends AiServiceEvent> AiServices<T> registerListener(AiServiceListener<E> listener) {
		super.registerListener(listener);
		ServiceAgent agent = ServiceAgent.of(listener);
		this.agent = (agent != null) ? agent : this.agent;
		return this;
	}

	@Override
	public T build() {
		T service = this.builder.build();
		InvocationHandler handler = Proxy.getInvocationHandler(service);
		return cast(Proxy.newProxyInstance(this.context.aiServiceClass.getClassLoader(),
				new Class<?>[] { this.context.aiServiceClass }, new ServiceInvocations(this, handler)));
	}

	@SuppressWarnings("unchecked")
	private T cast(Object service) {
		return (T) service;
	}

	/**
	 * A call of the service.
	 * @return the call, or {@code null} if nobody observes it
	 */
	@Nullable ServiceCall open() {
		LangChain4jCallbacks callbacks = callbacks();
		if (callbacks == null) {
			return null;
		}
		// not at the time of building, since there are builders that replace models later
		if (this.context.chatModel != null) {
			this.context.chatModel = ObservedChatModel.inService(this.context.chatModel);
		}
		if (this.context.streamingChatModel != null) {
			this.context.streamingChatModel = ObservedStreamingChatModel.inService(this.context.streamingChatModel);
		}
		return new ServiceCall(this, callbacks.serviceCalls());
	}

	/**
	 * The agent that the service works as.
	 * @return the agent, or {@code null} if it is none
	 */
	@Nullable ServiceAgent agent() {
		return this.agent;
	}

	/**
	 * The callbacks that were named, else those that listen to the service's model, else
	 * those that were installed when the service was built.
	 */
	@Nullable LangChain4jCallbacks callbacks() {
		LangChain4jCallbacks callbacks = this.callbacks;
		if (callbacks == null) {
			callbacks = RunListener.callbacksAmong(listeners());
		}
		if (callbacks == null && this.installation != null) {
			callbacks = this.installation.callbacks();
		}
		return callbacks;
	}

	private @Nullable List<ChatModelListener> listeners() {
		if (this.context.chatModel != null) {
			return Names.known(this.context.chatModel::listeners);
		}
		return (this.context.streamingChatModel != null) ? Names.known(this.context.streamingChatModel::listeners)
				: null;
	}

}

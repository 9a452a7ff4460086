// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.call.OpenCall;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.spi.ObservedBean;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import org.jspecify.annotations.Nullable;

/**
 * A streaming model whose calls are runs. Its handler is told what the model tells,
 * signal by signal, and its caller gets what the model throws.
 */
final class ObservedStreamingChatModel implements StreamingChatModel, ObservedBean {

	private final Supplier<? extends @Nullable Asker> askers;

	private final boolean inService;

	private final StreamingChatModel model;

	private ObservedStreamingChatModel(Supplier<? extends @Nullable Asker> askers, boolean inService,
			StreamingChatModel model) {
		this.askers = askers;
		this.inService = inService;
		this.model = model;
	}

	static StreamingChatModel of(CallbackManager manager, StreamingChatModel model) {
		return (model instanceof ObservedBean) ? model
				: new ObservedStreamingChatModel(() -> Asker.direct(manager), false, model);
	}

	/**
	 * A model that is asked by AI services only.
	 */
	static StreamingChatModel inService(StreamingChatModel model) {
		if (model instanceof ObservedStreamingChatModel observed && observed.inService) {
			return model;
		}
		return new ObservedStreamingChatModel(ServiceCall::takeAsking, true,
				ObservedBean.unwrap(StreamingChatModel.class, model));
	}

	@Override
	public Object observedBean() {
		return this.model;
	}

	@Override
	public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
		observe(() -> request, handler, (observed) -> this.model.chat(request, observed));
	}

	@Override
	public void chat(ChatRequest request, ChatRequestOptions options, StreamingChatResponseHandler handler) {
		observe(() -> request, handler, (observed) -> this.model.chat(request, options, observed));
	}

	@Override
	public void chat(String text, StreamingChatResponseHandler handler) {
		observe(() -> ChatRequest.builder().messages(UserMessage.from(text)).build(), handler,
				(observed) -> this.model.chat(text, observed));
	}

	@Override
	public void chat(List<ChatMessage> messages, StreamingChatResponseHandler handler) {
		observe(() -> ChatRequest.builder().messages(messages).build(), handler,
				(observed) -> this.model.chat(messages, observed));
	}

	private void observe(Supplier<ChatRequest> request, StreamingChatResponseHandler handler,
			Consumer<StreamingChatResponseHandler> ask) {
		Asker asker = this.askers.get();
		ObservedStream stream = (asker != null) ? open(asker, request, handler) : null;
		if (asker == null || stream == null) {
			ask.accept(handler);
			return;
		}
		boolean listened = RunListener.isAmong(Names.known(this.model::listeners));
		stream.begin(listened ? (observed) -> RunListener.skip(() -> {
			ask.accept(observed);
			return true;
		}) : ask);
	}

	private @Nullable ObservedStream open(Asker asker, Supplier<ChatRequest> request,
			StreamingChatResponseHandler handler) {
		String name = Names.of(this.model::provider, this.model.getClass());
		Run before = CurrentRun.set(asker.run());
		try {
			ObservedModel observed = new ObservedModel(asker.manager(), name, () -> Messages.request(request.get()),
					Names.facts(name, this.model::defaultRequestParameters), RunConfig.empty());
			return new ObservedStream(asker, observed, handler);
		}
		catch (Throwable ex) {
			if (OpenCall.goesOnWithoutRun(ex)) {
				return null;
			}
			throw ex;
		}
		finally {
			CurrentRun.set(before);
		}
	}

	@Override
	public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
		this.model.doChat(request, handler);
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

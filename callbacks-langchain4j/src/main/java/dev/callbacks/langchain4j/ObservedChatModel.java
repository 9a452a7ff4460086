// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.message.LlmResult;
import dev.callbacks.spi.ObservedBean;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import org.jspecify.annotations.Nullable;

/**
 * A model whose calls are runs. What it returns and throws is the model's own.
 */
final class ObservedChatModel implements ChatModel, ObservedBean {

	private final Supplier<? extends @Nullable Asker> askers;

	private final boolean inService;

	private final ChatModel model;

	private ObservedChatModel(Supplier<? extends @Nullable Asker> askers, boolean inService, ChatModel model) {
		this.askers = askers;
		this.inService = inService;
		this.model = model;
	}

	static ChatModel of(CallbackManager manager, ChatModel model) {
		return (model instanceof ObservedBean) ? model
				: new ObservedChatModel(() -> Asker.direct(manager), false, model);
	}

	/**
	 * A model that is asked by AI services only.
	 */
	static ChatModel inService(ChatModel model) {
		if (model instanceof ObservedChatModel observed && observed.inService) {
			return model;
		}
		return new ObservedChatModel(ServiceCall::takeAsking, true, ObservedBean.unwrap(ChatModel.class, model));
	}

	@Override
	public Object observedBean() {
		return this.model;
	}

	@Override
	public ChatResponse chat(ChatRequest request) {
		return observe(() -> request, () -> this.model.chat(request), Responses::result);
	}

	@Override
	public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
		return observe(() -> request, () -> this.model.chat(request, options), Responses::result);
	}

	@Override
	public ChatResponse chat(ChatMessage... messages) {
		return observe(() -> ChatRequest.builder().messages(messages).build(), () -> this.model.chat(messages),
				Responses::result);
	}

	@Override
	public ChatResponse chat(List<ChatMessage> messages) {
		return observe(() -> ChatRequest.builder().messages(messages).build(), () -> this.model.chat(messages),
				Responses::result);
	}

	/**
	 * Asks the model with the whole request, whose answer tells more than a text, unless
	 * the model has a version of its own of this.
	 */
	@Override
	public String chat(String text) {
		return ShortForms.isOwn(this.model, "chat", String.class)
				? observe(() -> ChatRequest.builder().messages(UserMessage.from(text)).build(),
						() -> this.model.chat(text), Responses::result)
				: ChatModel.super.chat(text);
	}

	private <T> T observe(Supplier<ChatRequest> request, Supplier<T> ask, Function<T, LlmResult> result) {
		Asker asker = this.askers.get();
		if (asker == null) {
			return ask.get();
		}
		String name = Names.of(this.model::provider, this.model.getClass());
		ObservedModel observed = new ObservedModel(asker.manager(), name, () -> Messages.request(request.get()),
				Names.facts(name, this.model::defaultRequestParameters), RunConfig.empty());
		boolean listened = RunListener.isAmong(Names.known(this.model::listeners));
		Supplier<T> code = listened ? () -> RunListener.skip(ask) : ask;
		Run before = CurrentRun.set(asker.run());
		try {
			return observed.<T, RuntimeException>call(code::get, result);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	@Override
	public ChatResponse doChat(ChatRequest request) {
		return this.model.doChat(request);
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

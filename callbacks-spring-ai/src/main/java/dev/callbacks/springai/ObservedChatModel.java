// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.CallbackManager;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.spi.ObservedBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.util.CollectionUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A model whose calls are runs. What it returns, streams and throws, and where, is the
 * model's own. A model that has shortcuts of its own for texts and messages keeps them;
 * they are no runs.
 */
final class ObservedChatModel implements ChatModel, ObservedBean {

	private static final Logger logger = LoggerFactory.getLogger(ObservedChatModel.class);

	private static final AtomicBoolean hinted = new AtomicBoolean();

	private final CallbackManager manager;

	private final ChatModel model;

	private final String name;

	/** Whether the model has the shortcuts of upstream, which come to its prompts. */
	private final boolean plain;

	ObservedChatModel(CallbackManager manager, ChatModel model) {
		this.manager = manager;
		this.model = model;
		this.name = Names.ofModel(model);
		this.plain = isPlain("call", String.class) && isPlain("call", Message[].class)
				&& isPlain("stream", String.class) && isPlain("stream", Message[].class);
	}

	private boolean isPlain(String shortcut, Class<?> argument) {
		var method = ReflectionUtils.findMethod(this.model.getClass(), shortcut, argument);
		return method == null || method.getDeclaringClass().isInterface();
	}

	@Override
	public Object observedBean() {
		return this.model;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		if (prompt == null || Observing.take()) {
			return this.model.call(prompt);
		}
		return observed(prompt).<ChatResponse, RuntimeException>call(() -> this.model.call(prompt), Responses::result);
	}

	@Override
	public @Nullable String call(String message) {
		return this.plain ? ChatModel.super.call(message) : this.model.call(message);
	}

	@Override
	public @Nullable String call(Message... messages) {
		return this.plain ? ChatModel.super.call(messages) : this.model.call(messages);
	}

	/**
	 * Streams what the model streams. The model is asked for its stream here and now,
	 * since it may refuse.
	 */
	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		Flux<ChatResponse> responses = this.model.stream(prompt);
		if (prompt == null || responses == null) {
			return responses;
		}
		return Flux.deferContextual((context) -> Observing.take(context) ? responses
				: observed(prompt).stream(() -> responses, ResponseReader::new));
	}

	@Override
	public Flux<String> stream(String message) {
		return this.plain ? ChatModel.super.stream(message) : this.model.stream(message);
	}

	@Override
	public Flux<String> stream(Message... messages) {
		return this.plain ? ChatModel.super.stream(messages) : this.model.stream(messages);
	}

	private ObservedModel observed(Prompt prompt) {
		if (Run.find().isEmpty() && prompt.getOptions() instanceof ToolCallingChatOptions options
				&& !CollectionUtils.isEmpty(options.getToolCallbacks()) && hinted.compareAndSet(false, true)) {
			logger
				.info("A model was given tools outside of a turn. If a ChatClient that is no bean calls them, they are "
						+ "seen once SpringAiCallbacks.addTo was called with its builder");
		}
		return new ObservedModel(this.manager, this.name, () -> Messages.request(prompt), Names.factsOf(this.model),
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

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.Handler;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the two kinds of handlers by type of event.
 */
final class HandlerMethods {

	private HandlerMethods() {
	}

	static EventMethod of(Handler handler, EventType type) {
		return switch (type) {
			case CHAT_MODEL_START ->
				method(handler, CallbackHandler::onChatModelStart, AsyncCallbackHandler::onChatModelStart);
			case LLM_START -> method(handler, CallbackHandler::onLlmStart, AsyncCallbackHandler::onLlmStart);
			case LLM_NEW_TOKEN -> method(handler, CallbackHandler::onLlmNewToken, AsyncCallbackHandler::onLlmNewToken);
			case LLM_END -> method(handler, CallbackHandler::onLlmEnd, AsyncCallbackHandler::onLlmEnd);
			case LLM_ERROR -> method(handler, CallbackHandler::onLlmError, AsyncCallbackHandler::onLlmError);
			case CHAIN_START -> method(handler, CallbackHandler::onChainStart, AsyncCallbackHandler::onChainStart);
			case CHAIN_END -> method(handler, CallbackHandler::onChainEnd, AsyncCallbackHandler::onChainEnd);
			case CHAIN_ERROR -> method(handler, CallbackHandler::onChainError, AsyncCallbackHandler::onChainError);
			case TOOL_START -> method(handler, CallbackHandler::onToolStart, AsyncCallbackHandler::onToolStart);
			case TOOL_END -> method(handler, CallbackHandler::onToolEnd, AsyncCallbackHandler::onToolEnd);
			case TOOL_ERROR -> method(handler, CallbackHandler::onToolError, AsyncCallbackHandler::onToolError);
			case RETRIEVER_START ->
				method(handler, CallbackHandler::onRetrieverStart, AsyncCallbackHandler::onRetrieverStart);
			case RETRIEVER_END ->
				method(handler, CallbackHandler::onRetrieverEnd, AsyncCallbackHandler::onRetrieverEnd);
			case RETRIEVER_ERROR ->
				method(handler, CallbackHandler::onRetrieverError, AsyncCallbackHandler::onRetrieverError);
			case AGENT_ACTION -> method(handler, CallbackHandler::onAgentAction, AsyncCallbackHandler::onAgentAction);
			case AGENT_FINISH -> method(handler, CallbackHandler::onAgentFinish, AsyncCallbackHandler::onAgentFinish);
			case RETRY -> method(handler, CallbackHandler::onRetry, AsyncCallbackHandler::onRetry);
			case TEXT -> method(handler, CallbackHandler::onText, AsyncCallbackHandler::onText);
			case CUSTOM_EVENT -> method(handler, CallbackHandler::onCustomEvent, AsyncCallbackHandler::onCustomEvent);
		};
	}

	@SuppressWarnings("unchecked")
	private static <E extends CallbackEvent> EventMethod method(Handler handler,
			BiConsumer<CallbackHandler, E> blocking,
			BiFunction<AsyncCallbackHandler, E, @Nullable CompletionStage<?>> awaited) {
		if (handler instanceof AsyncCallbackHandler async) {
			return (event) -> awaited.apply(async, (E) event);
		}
		CallbackHandler plain = (CallbackHandler) handler;
		return (event) -> {
			blocking.accept(plain, (E) event);
			return null;
		};
	}

}

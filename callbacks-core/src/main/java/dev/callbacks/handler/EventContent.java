// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.List;
import java.util.stream.Collectors;

import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.Text;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.Document;
import dev.callbacks.message.ObjectText;
import org.jspecify.annotations.Nullable;

/**
 * The content of an event, which handlers show on request only.
 */
final class EventContent {

	private EventContent() {
	}

	static String of(CallbackEvent event) {
		if (event instanceof ErrorEvent error) {
			return message(error.error());
		}
		return switch (event.type()) {
			case CHAT_MODEL_START -> messages(((ChatModelStart) event).messages());
			case LLM_START -> String.join("\n", ((LlmStart) event).prompts());
			case LLM_NEW_TOKEN -> ((LlmNewToken) event).token();
			case LLM_END -> ((LlmEnd) event).result().text();
			case CHAIN_START -> text(((ChainStart) event).inputs());
			case CHAIN_END -> text(((ChainEnd) event).output());
			case TOOL_START -> ((ToolStart) event).input();
			case TOOL_END -> text(((ToolEnd) event).output());
			case RETRIEVER_START -> ((RetrieverStart) event).query();
			case RETRIEVER_END -> documents(((RetrieverEnd) event).documents());
			case AGENT_ACTION -> text(((AgentAction) event).input());
			case AGENT_FINISH -> text(((AgentFinish) event).output());
			case RETRY -> message(((Retry) event).error());
			case TEXT -> ((Text) event).text();
			case CUSTOM_EVENT -> text(((CustomEvent) event).data());
			case LLM_ERROR, CHAIN_ERROR, TOOL_ERROR, RETRIEVER_ERROR -> "";
		};
	}

	private static String messages(List<ChatMessage> messages) {
		return messages.stream()
			.map((message) -> message.role().label() + ": " + message.text())
			.collect(Collectors.joining("\n"));
	}

	private static String documents(List<Document> documents) {
		return documents.stream().map(Document::text).collect(Collectors.joining("\n"));
	}

	private static String message(Throwable failure) {
		return text(ObjectText.messageOf(failure));
	}

	private static String text(@Nullable Object value) {
		return (value != null) ? ObjectText.of(value) : "";
	}

}

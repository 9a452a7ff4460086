// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Document;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;

/**
 * A minimal library, with a place for an adapter at each call.
 */
final class ToyLibrary implements AdaptedLibrary {

	private final ChatProvider model;

	private final ToyAdapter adapter;

	ToyLibrary(ChatProvider model, ToyAdapter adapter) {
		this.model = model;
		this.adapter = adapter;
	}

	private LlmResult ask(ChatRequest request) throws Exception {
		return this.adapter.model(request, () -> this.model.call(request).block());
	}

	private LlmResult ask(ChatRequest request, Predicate<String> pieces) throws Exception {
		return this.adapter.stream(request, this.model.stream(request), pieces);
	}

	@Override
	public Object call(String question) throws Exception {
		return ask(ChatRequest.of(question)).text();
	}

	@Override
	public void stream(String question, Predicate<String> pieces) throws Exception {
		ask(ChatRequest.of(question), pieces);
	}

	@Override
	public Object callWithTool(String question, String name, UnaryOperator<String> tool) throws Exception {
		return this.adapter.turn(() -> {
			LlmResult asked = ask(ChatRequest.of(question));
			return ask(answered(question, tool, asked)).text();
		});
	}

	@Override
	public void streamWithTool(String question, String name, UnaryOperator<String> tool, Predicate<String> pieces)
			throws Exception {
		this.adapter.turn(() -> {
			LlmResult asked = ask(ChatRequest.of(question), pieces);
			return ask(answered(question, tool, asked), pieces);
		});
	}

	private ChatRequest answered(String question, UnaryOperator<String> tool, LlmResult asked) {
		ToolCall call = asked.first().message().toolCalls().get(0);
		return ChatRequest.of(ChatMessage.user(question), asked.first().message(),
				ChatMessage.tool(call.id(), answer(call, tool)));
	}

	private String answer(ToolCall call, UnaryOperator<String> tool) {
		try {
			return this.adapter.tool(call, () -> tool.apply(call.arguments()));
		}
		catch (Exception ex) {
			return "It failed: " + ex.getMessage();
		}
	}

	@Override
	public Object search(String query, Function<String, List<String>> search) throws Exception {
		return this.adapter
			.search(query,
					() -> search.apply(query).stream().map((text) -> new Document(null, text, Map.of())).toList())
			.stream()
			.map(Document::text)
			.toList();
	}

}

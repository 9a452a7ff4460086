// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import java.util.List;

import dev.callbacks.Run;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolDefinition;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import dev.callbacks.step.Tool;
import reactor.core.publisher.Flux;

import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PageReader {

	private final Step<ChatRequest, LlmResult> agent;

	PageReader(Steps steps, CallbackChatModel chatModel) {
		ToolDefinition read = new ToolDefinition("read", "Reads the pages of the handbook", "{}");
		this.agent = steps.agent("reader", chatModel).tools(Tool.of(read, (input) -> readPages())).build();
	}

	private String readPages() {
		List<String> pages = List.of("First page", "Second page");
		for (int i = 1; i <= pages.size(); i++) {
			// an event of the tool's run, for all handlers and for the stream below
			Run.current().emit("progress", i + " of " + pages.size() + " pages");
		}
		return String.join("\n", pages);
	}

	@GetMapping(path = "/ask", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Object>> ask(@RequestParam String question) {
		return this.agent.events(ChatRequest.of(question).streaming()).flux().mapNotNull((event) -> {
			if (event instanceof LlmNewToken token) {
				return send("token", token.token());
			}
			return (event instanceof CustomEvent custom) ? send(custom.name(), custom.data()) : null;
		});
	}

	private static ServerSentEvent<Object> send(String name, Object data) {
		return ServerSentEvent.builder(data).event(name).build();
	}

}

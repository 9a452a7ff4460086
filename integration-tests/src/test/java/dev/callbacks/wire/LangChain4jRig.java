// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.langchain4j.LangChain4jCallbacks;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.service.TokenStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * LangChain4j before a local server, and a handler that records what it is told.
 */
final class LangChain4jRig implements AutoCloseable {

	final RecordingHandler handler = new RecordingHandler();

	final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	final LangChain4jCallbacks callbacks = new LangChain4jCallbacks(this.manager);

	final WireServer server;

	LangChain4jRig() throws IOException {
		this.server = new WireServer(new OpenAiWire());
		this.manager.add(this.handler);
	}

	@Override
	public void close() {
		this.callbacks.uninstall();
		this.server.close();
	}

	ChatModel model(ChatModelListener... listeners) {
		return model(0, listeners);
	}

	ChatModel model(int maxRetries, ChatModelListener... listeners) {
		return LangChain4jModels.openAi(this.server.url()).maxRetries(maxRetries).listeners(List.of(listeners)).build();
	}

	StreamingChatModel streaming(ChatModelListener... listeners) {
		return LangChain4jModels.openAiStreaming(this.server.url()).listeners(List.of(listeners)).build();
	}

	/**
	 * All events of runs that are over, in the order in which they came about.
	 */
	List<CallbackEvent> events() {
		try {
			assertThat(this.manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return this.handler.events().stream().sorted(Comparator.comparing(CallbackEvent::at)).toList();
	}

	<T> List<T> events(Class<T> type) {
		return events().stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * The runs in the order of their starts, those below others indented.
	 */
	List<String> tree() {
		Map<UUID, Integer> depths = new HashMap<>();
		List<String> tree = new ArrayList<>();
		for (StartEvent start : events(StartEvent.class)) {
			RunInfo run = start.run();
			int depth = (run.parentId() != null) ? depths.get(run.parentId()) + 1 : 0;
			depths.put(run.id(), depth);
			tree.add("  ".repeat(depth) + run.kind() + " " + run.name());
		}
		assertThat(events(TerminalEvent.class)).hasSameSizeAs(tree);
		return tree;
	}

	static String answer(TokenStream stream) throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		stream.onPartialResponse((text) -> {
		})
			.onCompleteResponse((response) -> answer.complete(response.aiMessage().text()))
			.onError(answer::completeExceptionally)
			.start();
		return answer.get(20, TimeUnit.SECONDS);
	}

}

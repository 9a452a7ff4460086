// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers that models of Spring AI give in several candidates.
 */
class ResponsesTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final Model model = new Model();

	private final CallbackChatModel chatModel = new CallbackChatModel(this.manager,
			new SpringAiChatProvider(this.model));

	@Test
	void thoughtBeforeAnAnswerIsNotTheAnswer() {
		this.model.answer = answer(thought("The user wants a joke"), said("Why?"));
		LlmResult result = this.chatModel.call("Tell me a joke");
		assertThat(result.text()).isEqualTo("Why?");
		assertThat(result.generations().get(0)).hasSize(1);
		assertThat(result.first().metadata()).containsEntry("reasoning", "The user wants a joke");
	}

	@Test
	void toolCallThatIsACandidateOfItsOwnIsNotMissed() {
		this.model.answer = answer(said("Let me look"), asking());
		assertThat(this.chatModel.call("Weather?").first().message().toolCalls())
			.containsExactly(new ToolCall("1", "weather", "{}"));
		assertThat(this.chatModel.call(ChatRequest.of("Weather?").streaming()).first().message().toolCalls())
			.containsExactly(new ToolCall("1", "weather", "{}"));
	}

	@Test
	void thoughtInAStreamIsReasoning() {
		RecordingHandler recording = new RecordingHandler();
		this.model.stream = Flux.just(answer(thought("Hm")), answer(said("Why?")));
		LlmResult result = this.chatModel.withHandlers(recording).call(ChatRequest.of("Joke").streaming());
		CallbackTests.awaitIdle(this.manager);
		assertThat(result.text()).isEqualTo("Why?");
		assertThat(recording.events(LlmNewToken.class)).extracting((token) -> token.chunk().reasoning())
			.containsExactly("Hm", null, null);
	}

	@Test
	void outputOfATurnIsTheAnswer() {
		RecordingHandler recording = new RecordingHandler();
		this.manager.add(recording);
		this.model.answer = answer(thought("The user wants a joke"), said("Why?"));
		ChatClient.Builder builder = ChatClient.builder(this.model);
		new SpringAiCallbacks(this.manager).addTo(builder);
		builder.build().prompt("Tell me a joke").call().chatResponse();
		CallbackTests.awaitIdle(this.manager);
		assertThat(recording.events(ChainEnd.class)).singleElement()
			.satisfies((end) -> assertThat(end.output()).isEqualTo("Why?"));
	}

	private static ChatResponse answer(AssistantMessage... candidates) {
		return new ChatResponse(Arrays.stream(candidates).map(Generation::new).toList());
	}

	private static AssistantMessage said(String text) {
		return new AssistantMessage(text);
	}

	/** As Anthropic tells it. */
	private static AssistantMessage thought(String text) {
		return AssistantMessage.builder().content(text).properties(Map.of("signature", "abc")).build();
	}

	private static AssistantMessage asking() {
		return AssistantMessage.builder()
			.content("")
			.toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", "weather", "{}")))
			.build();
	}

	private static final class Model implements ChatModel {

		private ChatResponse answer = answer(said(""));

		private @Nullable Flux<ChatResponse> stream;

		@Override
		public ChatResponse call(Prompt prompt) {
			return this.answer;
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return (this.stream != null) ? this.stream : ChatModel.super.stream(prompt);
		}

		@Override
		public ChatOptions getOptions() {
			return ChatOptions.builder().build();
		}

	}

}

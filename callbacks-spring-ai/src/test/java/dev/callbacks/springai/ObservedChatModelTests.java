// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.message.ToolCall;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models that leave out what others tell.
 */
class ObservedChatModelTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final RecordingHandler recording = new RecordingHandler();

	private final Model model = new Model();

	private final ChatModel observed = new SpringAiCallbacks(this.manager).wrap(this.model);

	@BeforeEach
	void record() {
		this.manager.add(this.recording);
	}

	private void assertThatHandlersReadTheAnswer() {
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(LlmEnd.class)).singleElement()
			.satisfies((end) -> assertThat(end.result().first().message().toolCalls())
				.containsExactly(new ToolCall("", "weather", "")))
			.satisfies((end) -> assertThat(end.result().text()).isEqualTo("Let me look"));
	}

	@Test
	void answerWhoseToolCallsHaveNoIdIsRead() {
		this.observed.call(new Prompt("Weather?"));
		assertThatHandlersReadTheAnswer();
	}

	@Test
	void streamWhoseToolCallsHaveNoIdIsRead() {
		this.observed.stream(new Prompt("Weather?")).blockLast(Duration.ofSeconds(20));
		assertThatHandlersReadTheAnswer();
	}

	@Test
	void resultOfAToolCallThatHasNoIdIsRead() {
		this.observed.call(new Prompt(Arrays.asList(new UserMessage("Weather?"), message(null),
				ToolResponseMessage.builder()
					.responses(List.of(new ToolResponseMessage.ToolResponse(null, "weather", "Sun")))
					.build())));
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(ChatModelStart.class)).singleElement()
			.satisfies((start) -> assertThat(start.messages()).hasSize(3));
	}

	@Test
	void modelWhoseOptionsCannotBeReadAnswers() {
		this.model.unreadable = new AbstractMethodError("getOptions");
		assertThat(this.observed.call(new Prompt("Weather?"))).isNotNull();
		assertThat(this.observed.stream(new Prompt("Weather?")).blockLast(Duration.ofSeconds(20))).isNotNull();
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(LlmEnd.class)).hasSize(2);
	}

	private static AssistantMessage message(@Nullable String id) {
		return AssistantMessage.builder()
			.content("Let me look")
			.toolCalls(List.of(new AssistantMessage.ToolCall(id, "function", "weather", null)))
			.build();
	}

	/**
	 * A model that gives its tool calls no ids.
	 */
	private static final class Model implements ChatModel {

		private @Nullable Error unreadable;

		@Override
		public ChatResponse call(Prompt prompt) {
			return new ChatResponse(List.of(new Generation(message(null))));
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return Flux.defer(() -> Flux.just(call(prompt)));
		}

		@Override
		public ChatOptions getOptions() {
			if (this.unreadable != null) {
				throw this.unreadable;
			}
			return ChatOptions.builder().build();
		}

	}

}

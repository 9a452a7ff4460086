// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;

import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolDefinition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests to our chat model as models of Spring AI get them.
 */
class TranslatedRequestTests {

	private final Model model = new Model();

	private List<Message> translated(ChatMessage... messages) {
		new SpringAiChatProvider(this.model).call(ChatRequest.of(messages)).block();
		return this.model.prompt.getInstructions();
	}

	private Media translated(String type, String uri) {
		UserMessage message = (UserMessage) translated(ChatMessage.user(new ContentPart.Media(type, uri))).get(0);
		return message.getMedia().get(0);
	}

	@Test
	void contentOfADataUriIsTheContentOfTheMessage() {
		Media image = translated("image/png", "data:image/png;base64,AQID");
		assertThat(image.getMimeType()).hasToString("image/png");
		assertThat(image.getData()).isEqualTo(new byte[] { 1, 2, 3 });
	}

	@Test
	void mediaWithALocationKeepIt() {
		assertThat(translated("image/png", "https://example.org/1").getData()).isEqualTo("https://example.org/1");
	}

	@Test
	void outputOfAToolNamesTheTool() {
		assertThat(translated(ChatMessage.user("Weather?"),
				ChatMessage.assistant("", List.of(new ToolCall("1", "weather", "{}"))), ChatMessage.tool("1", "Sun")))
			.last()
			.isInstanceOfSatisfying(ToolResponseMessage.class, (output) -> assertThat(output.getResponses())
				.containsExactly(new ToolResponseMessage.ToolResponse("1", "weather", "Sun")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "{ }" })
	void toolThatTakesNoArgumentsHasASchema(String schema) {
		ChatOptions options = ChatOptions.none()
			.withTools(List.of(new ToolDefinition("time", "Tells the time", schema)));
		new SpringAiChatProvider(this.model).call(ChatRequest.of("Time?").withOptions(options)).block();
		assertThat(this.model.prompt.getOptions()).isInstanceOfSatisfying(ToolCallingChatOptions.class,
				(asked) -> assertThat(asked.getToolCallbacks()).singleElement()
					.satisfies((tool) -> assertThat(tool.getToolDefinition().inputSchema())
						.isEqualTo("{\"type\":\"object\",\"properties\":{}}")));
	}

	private static final class Model implements ChatModel {

		private @Nullable Prompt prompt;

		@Override
		public ChatResponse call(Prompt prompt) {
			this.prompt = prompt;
			return new ChatResponse(List.of(new Generation(new AssistantMessage("Sun"))));
		}

		@Override
		public org.springframework.ai.chat.prompt.ChatOptions getOptions() {
			return ToolCallingChatOptions.builder().build();
		}

	}

}

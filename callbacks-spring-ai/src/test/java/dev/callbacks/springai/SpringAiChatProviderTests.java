// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.ToolCall;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A model of Spring AI behind our chat model: what it is asked.
 */
class SpringAiChatProviderTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final Model model = new Model();

	private final CallbackChatModel chatModel = new CallbackChatModel(this.manager,
			new SpringAiChatProvider(this.model));

	private List<Message> asked(ChatMessage... messages) {
		this.chatModel.call(ChatRequest.of(messages));
		return this.model.prompt.getInstructions();
	}

	@Test
	void outputsOfTheToolsOfATurnAreOneMessageWithTheNamesOfTheTools() {
		List<Message> messages = asked(ChatMessage.user("Weather?"),
				ChatMessage.assistant("", List.of(new ToolCall("1", "weather", "{}"), new ToolCall("2", "time", "{}"))),
				ChatMessage.tool("2", "Noon"), ChatMessage.tool("1", "Sun"));
		assertThat(messages).hasSize(3);
		assertThat(((ToolResponseMessage) messages.get(2)).getResponses()).containsExactly(
				new ToolResponseMessage.ToolResponse("2", "time", "Noon"),
				new ToolResponseMessage.ToolResponse("1", "weather", "Sun"));
	}

	@Test
	void outputsOfCallsWithoutIdsHaveTheNamesOfTheirPlaces() {
		List<ToolCall> calls = List.of(new ToolCall("", "weather", "{}"), new ToolCall("", "time", "{}"));
		List<Message> messages = asked(ChatMessage.user("Weather?"), ChatMessage.assistant("", calls),
				ChatMessage.tool("", "Sun"), ChatMessage.tool("", "Noon"), ChatMessage.assistant("", calls),
				ChatMessage.tool("", "Rain"), ChatMessage.tool("", "Night"), ChatMessage.tool("", "Nobody asked"));
		assertThat(messages).filteredOn(ToolResponseMessage.class::isInstance)
			.flatExtracting((message) -> ((ToolResponseMessage) message).getResponses())
			.extracting("name")
			.containsExactly("weather", "time", "weather", "time", "");
	}

	@Test
	void mediaInADataUriReachesTheModelAsItsContent() {
		String image = Base64.getEncoder().encodeToString("image".getBytes(StandardCharsets.UTF_8));
		List<Message> messages = asked(ChatMessage.user(new ContentPart.Text("What is it?"),
				new ContentPart.Media("image/png", "data:image/png;base64," + image),
				new ContentPart.Media("image/png", "https://example.com/a.png")));
		assertThat(((UserMessage) messages.get(0)).getMedia()).extracting(Media::getData)
			.containsExactly("image".getBytes(StandardCharsets.UTF_8), "https://example.com/a.png");
	}

	private static final class Model implements ChatModel {

		private Prompt prompt = new Prompt("");

		@Override
		public ChatResponse call(Prompt prompt) {
			this.prompt = prompt;
			return new ChatResponse(List.of(new Generation(new AssistantMessage("Fine"))));
		}

		@Override
		public ChatOptions getOptions() {
			return ChatOptions.builder().build();
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.List;
import java.util.Map;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.message.ContentPart;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages with other contents beside their text.
 */
class MultimodalMessagesTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final RecordingHandler recording = new RecordingHandler();

	private final LangChain4jCallbacks callbacks = new LangChain4jCallbacks(this.manager);

	private final ChatModel model = this.callbacks.wrap(new Model());

	@BeforeEach
	void record() {
		this.manager.add(this.recording);
	}

	private <E extends CallbackEvent> E event(Class<E> type) {
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(type)).hasSize(1);
		return this.recording.events(type).get(0);
	}

	@Test
	void inputOfAServiceIsTheTextBesideAnImage() {
		AiServices<Assistant> services = AiServices.builder(Assistant.class).chatModel(this.model);
		AiServiceCallbacks.addTo(this.callbacks, services);
		services.build().ask(TextContent.from("What is it?"), ImageContent.from("https://example.com/a.png"));
		assertThat(event(ChainStart.class).inputs()).isEqualTo(Map.of("input", "What is it?"));
	}

	@Test
	void outputOfAToolIsTheTextBesideAnImage() {
		this.model.chat(ToolExecutionResultMessage.builder()
			.id("1")
			.toolName("draw")
			.contents(List.of(TextContent.from("A cat"), ImageContent.from("https://example.com/a.png")))
			.build());
		assertThat(event(ChatModelStart.class).messages().get(0).text()).isEqualTo("A cat");
	}

	@Test
	void mediaHaveTheirTypesAndLocations() {
		this.model.chat(UserMessage.from(ImageContent.from("https://example.com/a.png"),
				AudioContent.from("https://example.com/a.wav"), VideoContent.from("https://example.com/a.mp4"),
				PdfFileContent.from("https://example.com/a.pdf"), AudioContent.from("c291bmQ=", "audio/wav")));
		assertThat(event(ChatModelStart.class).messages().get(0).parts()).extracting("uri")
			.containsExactly("https://example.com/a.png", "https://example.com/a.wav", "https://example.com/a.mp4",
					"https://example.com/a.pdf", "");
		assertThat(event(ChatModelStart.class).messages().get(0).parts())
			.contains(new ContentPart.Media("audio/wav", ""));
	}

	interface Assistant {

		String ask(@dev.langchain4j.service.UserMessage TextContent question,
				@dev.langchain4j.service.UserMessage ImageContent image);

	}

	private static final class Model implements ChatModel {

		@Override
		public ChatResponse doChat(ChatRequest request) {
			return ChatResponse.builder().aiMessage(AiMessage.from("A cat")).build();
		}

	}

}

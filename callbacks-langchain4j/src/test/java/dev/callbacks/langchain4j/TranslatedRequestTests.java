// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.net.URI;
import java.util.List;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolDefinition;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.data.pdf.PdfFile;
import dev.langchain4j.data.video.Video;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests to our chat model as models of LangChain4j get them, and the other way round.
 */
class TranslatedRequestTests {

	private final Model model = new Model();

	private List<dev.langchain4j.data.message.ChatMessage> translated(ChatMessage... messages) {
		new LangChain4jChatProvider((ChatModel) this.model).call(ChatRequest.of(messages)).block();
		return this.model.request.messages();
	}

	private Content translated(String type, String uri) {
		UserMessage message = (UserMessage) translated(ChatMessage.user(new ContentPart.Media(type, uri))).get(0);
		return message.contents().get(0);
	}

	@Test
	void contentOfADataUriIsTheContentOfTheMessage() {
		assertThat(translated("image/png", "data:image/png;base64,AQID"))
			.isEqualTo(ImageContent.from(Image.builder().base64Data("AQID").mimeType("image/png").build()));
		assertThat(translated("audio/wav", "data:audio/wav;base64,AQID"))
			.isEqualTo(AudioContent.from(Audio.builder().base64Data("AQID").mimeType("audio/wav").build()));
	}

	@Test
	void mediaKeepTheirTypes() {
		URI uri = URI.create("https://example.org/1");
		assertThat(translated("image/png", "https://example.org/1"))
			.isEqualTo(ImageContent.from(Image.builder().url(uri).mimeType("image/png").build()));
		assertThat(translated("audio/wav", "https://example.org/1"))
			.isEqualTo(AudioContent.from(Audio.builder().url(uri).mimeType("audio/wav").build()));
		assertThat(translated("video/mp4", "https://example.org/1"))
			.isEqualTo(VideoContent.from(Video.builder().url(uri).mimeType("video/mp4").build()));
		assertThat(translated("application/pdf", "https://example.org/1"))
			.isEqualTo(PdfFileContent.from(PdfFile.builder().url(uri).mimeType("application/pdf").build()));
	}

	@Test
	void outputOfAToolNamesTheTool() {
		assertThat(translated(ChatMessage.user("Weather?"),
				ChatMessage.assistant("", List.of(new ToolCall("1", "weather", "{}"))), ChatMessage.tool("1", "Sun")))
			.last()
			.isInstanceOfSatisfying(ToolExecutionResultMessage.class,
					(output) -> assertThat(output.toolName()).isEqualTo("weather"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "{ }" })
	void toolThatTakesNoArgumentsHasASchema(String schema) {
		ChatOptions options = ChatOptions.none()
			.withTools(List.of(new ToolDefinition("time", "Tells the time", schema)));
		new LangChain4jChatProvider((ChatModel) this.model).call(ChatRequest.of("Time?").withOptions(options)).block();
		assertThat(this.model.request.toolSpecifications()).singleElement()
			.satisfies((tool) -> assertThat(tool.parameters()).isEqualTo(JsonObjectSchema.builder().build()));
	}

	@Test
	void imageWithoutALocationHasNoneForHandlers() {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		RecordingHandler recording = new RecordingHandler();
		manager.add(recording);
		new LangChain4jCallbacks(manager).wrap((ChatModel) this.model)
			.chat(UserMessage.from(ImageContent.from("AQID", "image/png")));
		CallbackTests.awaitIdle(manager);
		assertThat(recording.events(ChatModelStart.class)).singleElement()
			.satisfies((start) -> assertThat(start.messages())
				.containsExactly(ChatMessage.user(new ContentPart.Media("image/png", ""))));
	}

	private static final class Model implements ChatModel {

		private dev.langchain4j.model.chat.request.@Nullable ChatRequest request;

		@Override
		public ChatResponse doChat(dev.langchain4j.model.chat.request.ChatRequest request) {
			this.request = request;
			return ChatResponse.builder().aiMessage(AiMessage.from("Sun")).build();
		}

	}

}

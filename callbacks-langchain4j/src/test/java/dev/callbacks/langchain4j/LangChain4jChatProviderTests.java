// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.List;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A model of LangChain4j behind our chat model: what it is asked, and how its answers are
 * read.
 */
class LangChain4jChatProviderTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final Model model = new Model();

	private final CallbackChatModel chatModel = new CallbackChatModel(this.manager,
			new LangChain4jChatProvider(this.model));

	private List<dev.langchain4j.data.message.ChatMessage> asked(ChatMessage... messages) {
		this.chatModel.call(ChatRequest.of(messages));
		return this.model.messages;
	}

	@Test
	void outputOfAToolHasTheNameOfTheTool() {
		assertThat(asked(ChatMessage.user("Weather?"),
				ChatMessage.assistant("", List.of(new ToolCall("1", "weather", "{}"), new ToolCall("2", "time", "{}"))),
				ChatMessage.tool("2", "Noon"), ChatMessage.tool("1", "Sun")))
			.filteredOn(ToolExecutionResultMessage.class::isInstance)
			.containsExactly(ToolExecutionResultMessage.from("2", "time", "Noon"),
					ToolExecutionResultMessage.from("1", "weather", "Sun"));
	}

	@Test
	void mediaReachesTheModelAsWhatItIs() {
		UserMessage message = (UserMessage) asked(
				ChatMessage.user(new ContentPart.Media("image/png", "data:image/png;base64,aW1hZ2U="),
						new ContentPart.Media("image/png", "https://example.com/a.png"),
						new ContentPart.Media("audio/wav", "data:audio/wav;base64,c291bmQ="),
						new ContentPart.Media("video/mp4", "https://example.com/a.mp4"),
						new ContentPart.Media("application/pdf", "data:application/pdf;base64,cGRm")))
			.get(0);
		assertThat(message.contents()).containsExactly(ImageContent.from("aW1hZ2U=", "image/png"),
				ImageContent.from("https://example.com/a.png"), AudioContent.from("c291bmQ=", "audio/wav"),
				VideoContent.from("https://example.com/a.mp4"), PdfFileContent.from("cGRm", "application/pdf"));
	}

	@Test
	void mediaOfATypeThatTheLibraryDoesNotKnowIsRefused() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> asked(ChatMessage.user(new ContentPart.Media("text/css", "https://example.com/a.css"))))
			.withMessageContaining("text/css");
	}

	@Test
	void imageWithoutALocationHasNoneForHandlers() {
		RecordingHandler recording = new RecordingHandler();
		this.manager.add(recording);
		new LangChain4jCallbacks(this.manager).wrap(this.model)
			.chat(UserMessage.from(ImageContent.from("aW1hZ2U=", "image/png")));
		CallbackTests.awaitIdle(this.manager);
		assertThat(recording.events(ChatModelStart.class)).singleElement()
			.satisfies((start) -> assertThat(start.messages().get(0).parts())
				.containsExactly(new ContentPart.Media("image/png", "")));
	}

	@Test
	void answerThatAStreamTellsAtItsEndOnlyIsNotLost() {
		LlmResult result = new CallbackChatModel(this.manager, new LangChain4jChatProvider(new PiecelessModel()))
			.call(ChatRequest.of("Weather?").streaming());
		assertThat(result.text()).isEqualTo("Let me look");
		assertThat(result.first().message().toolCalls()).containsExactly(new ToolCall("1", "weather", "{}"));
	}

	private static ChatResponse answer() {
		ToolExecutionRequest call = ToolExecutionRequest.builder().id("1").name("weather").arguments("{}").build();
		return ChatResponse.builder().aiMessage(AiMessage.from("Let me look", List.of(call))).build();
	}

	private static final class Model implements ChatModel {

		private List<dev.langchain4j.data.message.ChatMessage> messages = List.of();

		@Override
		public ChatResponse doChat(dev.langchain4j.model.chat.request.ChatRequest request) {
			this.messages = request.messages();
			return answer();
		}

	}

	/** A model that tells no pieces. */
	private static final class PiecelessModel implements StreamingChatModel {

		@Override
		public void doChat(dev.langchain4j.model.chat.request.ChatRequest request,
				StreamingChatResponseHandler handler) {
			handler.onCompleteResponse(answer());
		}

	}

}

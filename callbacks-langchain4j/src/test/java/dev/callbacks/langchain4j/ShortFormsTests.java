// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models that have versions of their own of the short forms of a call.
 */
class ShortFormsTests {

	private static final UserMessage QUESTION = UserMessage.from("Weather?");

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final RecordingHandler recording = new RecordingHandler();

	private final LangChain4jCallbacks callbacks = new LangChain4jCallbacks(this.manager);

	private List<ChatModelStart> starts() {
		CallbackTests.awaitIdle(this.manager);
		return this.recording.events(ChatModelStart.class);
	}

	@Test
	void ownVersionsOfAModelAreCalled() {
		this.manager.add(this.recording);
		ChatModel model = this.callbacks.wrap((ChatModel) new OwnModel());
		assertThat(model.chat("Weather?")).isEqualTo("own text");
		assertThat(model.chat(QUESTION).aiMessage().text()).isEqualTo("own messages");
		assertThat(model.chat(List.of(QUESTION)).aiMessage().text()).isEqualTo("own list");
		assertThat(starts()).hasSize(3);
		assertThat(model.chat(ChatRequest.builder().messages(QUESTION).build()).aiMessage().text())
			.isEqualTo("request");
		assertThat(starts()).hasSize(4);
	}

	@Test
	void ownVersionsOfAStreamingModelAreCalled() {
		StreamingChatModel model = this.callbacks.wrap(new OwnStreamingModel());
		StringBuilder texts = new StringBuilder();
		StreamingChatResponseHandler handler = new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String text) {
				texts.append(text);
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
			}

			@Override
			public void onError(Throwable error) {
			}

		};
		model.chat("Weather?", handler);
		model.chat(List.of(QUESTION), handler);
		assertThat(texts).hasToString("own text, own list");
	}

	@Test
	void shortFormsOfUpstreamAreRuns() {
		this.manager.add(this.recording);
		ChatModel model = this.callbacks.wrap(new PlainModel());
		model.chat("Weather?");
		model.chat(QUESTION);
		model.chat(List.of(QUESTION));
		assertThat(starts()).hasSize(3);
	}

	static Stream<Class<?>> views() {
		return Stream.of(ObservedChatModel.class, ObservedStreamingChatModel.class, ObservedEmbeddingModel.class,
				ObservedRetriever.class);
	}

	@ParameterizedTest
	@MethodSource("views")
	void viewHasEveryMethodOfItsInterface(Class<?> view) {
		Stream<Method> methods = Stream
			.of(ChatModel.class, StreamingChatModel.class, EmbeddingModel.class, ContentRetriever.class)
			.filter((type) -> type.isAssignableFrom(view))
			.flatMap((type) -> Arrays.stream(type.getMethods()));
		assertThat(methods).allSatisfy(
				(method) -> assertThat(view.getMethod(method.getName(), method.getParameterTypes()).getDeclaringClass())
					.isEqualTo(view));
	}

	private static ChatResponse answer(String text) {
		return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
	}

	private static final class PlainModel implements ChatModel {

		@Override
		public ChatResponse doChat(ChatRequest request) {
			return answer("request");
		}

	}

	private static final class OwnModel implements ChatModel {

		@Override
		public ChatResponse doChat(ChatRequest request) {
			return answer("request");
		}

		@Override
		public String chat(String message) {
			return "own text";
		}

		@Override
		public ChatResponse chat(ChatMessage... messages) {
			return answer("own messages");
		}

		@Override
		public ChatResponse chat(List<ChatMessage> messages) {
			return answer("own list");
		}

	}

	private static final class OwnStreamingModel implements StreamingChatModel {

		@Override
		public void chat(String message, StreamingChatResponseHandler handler) {
			handler.onPartialResponse("own text, ");
		}

		@Override
		public void chat(List<ChatMessage> messages, StreamingChatResponseHandler handler) {
			handler.onPartialResponse("own list");
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.ArrayList;
import java.util.List;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Models that have versions of their own of what upstream makes of its requests.
 */
class OwnShortcutsTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final RecordingHandler recording = new RecordingHandler();

	private final LangChain4jCallbacks callbacks = new LangChain4jCallbacks(this.manager);

	private final ChatModel own = this.callbacks.wrap((ChatModel) new Own());

	@BeforeEach
	void record() {
		this.manager.add(this.recording);
	}

	private void assertThatOneRunAnswers(String text) {
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.tree()).containsExactly("CHAT_MODEL own");
		assertThat(this.recording.events(ChatModelStart.class).get(0).messages())
			.containsExactly(ChatMessage.user("Weather?"));
		assertThat(this.recording.events(LlmEnd.class).get(0).result().text()).isEqualTo(text);
	}

	@Test
	void ownAnswerToATextIsTheAnswer() {
		assertThat(this.own.chat("Weather?")).isEqualTo("own text");
		assertThatOneRunAnswers("own text");
	}

	@Test
	void ownAnswerToMessagesIsTheAnswer() {
		assertThat(this.own.chat(UserMessage.from("Weather?")).aiMessage().text()).isEqualTo("own messages");
		assertThatOneRunAnswers("own messages");
	}

	@Test
	void ownAnswerToAListIsTheAnswer() {
		assertThat(this.own.chat(List.of(UserMessage.from("Weather?"))).aiMessage().text()).isEqualTo("own list");
		assertThatOneRunAnswers("own list");
	}

	@Test
	void ownStreamOfATextIsTheStream() {
		List<String> pieces = new ArrayList<>();
		this.callbacks.wrap((StreamingChatModel) new OwnStream()).chat("Weather?", new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String text) {
				pieces.add(text);
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
			}

			@Override
			public void onError(Throwable error) {
			}

		});
		assertThat(pieces).containsExactly("own text");
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(LlmNewToken.class)).first()
			.satisfies((token) -> assertThat(token.token()).isEqualTo("own text"));
	}

	@Test
	void textForAModelWithoutAnOwnVersionTellsTheUsage() {
		ChatModel model = this.callbacks.wrap((ChatModel) new Plain());
		assertThat(model.chat("Weather?")).isEqualTo("request");
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(LlmEnd.class)).singleElement()
			.satisfies((end) -> assertThat(end.result().first().usage()).isNotNull());
	}

	@Test
	void nullIsRefusedByUpstream() {
		ChatModel model = this.callbacks.wrap((ChatModel) new Plain());
		assertThatIllegalArgumentException().isThrownBy(() -> model.chat((String) null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> model.chat((List<dev.langchain4j.data.message.ChatMessage>) null));
	}

	private static ChatResponse answer(String text) {
		return ChatResponse.builder().aiMessage(AiMessage.from(text)).tokenUsage(new TokenUsage(1, 2)).build();
	}

	private static class Plain implements ChatModel {

		@Override
		public ChatResponse doChat(ChatRequest request) {
			return answer("request");
		}

	}

	private static final class Own extends Plain {

		@Override
		public String chat(String text) {
			return "own text";
		}

		@Override
		public ChatResponse chat(dev.langchain4j.data.message.ChatMessage... messages) {
			return answer("own messages");
		}

		@Override
		public ChatResponse chat(List<dev.langchain4j.data.message.ChatMessage> messages) {
			return answer("own list");
		}

	}

	private static final class OwnStream implements StreamingChatModel {

		@Override
		public void chat(String text, StreamingChatResponseHandler handler) {
			handler.onPartialResponse("own text");
			handler.onCompleteResponse(answer("own text"));
		}

	}

}

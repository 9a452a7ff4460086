// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.genai;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

import dev.callbacks.CallbackHandler;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link GenAiRequest} and {@link GenAiResponse}, with the events of real runs.
 */
class GenAiFactsTests {

	private static final ChatRequest REQUEST = ChatRequest.of("Tell me a joke");

	private final List<TerminalEvent> ends = new ArrayList<>();

	private final CallbackDispatcher dispatcher = CallbackDispatcher.builder().build();

	GenAiFactsTests() {
		this.dispatcher.add(new Ends());
	}

	@Test
	void answerTellsModelsReasonAndUsage() {
		model(EmbeddedAnswer.tokens("a", " b")).call(REQUEST.withOptions(ChatOptions.none().withModel("m-1")));
		assertThat(request()).isEqualTo(new GenAiRequest(GenAiOperation.CHAT, "embedded", "embedded", "m-1"));
		assertThat(response())
			.isEqualTo(new GenAiResponse("m-1", null, List.of("end_turn"), Usage.of(4, 2), null, 0, "success", null));
	}

	@Test
	void streamTellsWhenItsFirstChunkCame() {
		model(EmbeddedAnswer.tokens("a", " b")).stream(REQUEST).blockLast();
		assertThat(response().timeToFirstChunk()).isPositive();
		assertThat(response().chunks()).isEqualTo(3);
	}

	@Test
	void failureTellsTheClassOfItsCause() {
		catchThrowable(() -> model(EmbeddedAnswer.failure(new CompletionException(new IllegalStateException("secret"))))
			.call(REQUEST));
		assertThat(response().errorType()).isEqualTo("java.lang.IllegalStateException");
		assertThat(response().outcome()).isEqualTo("failed");
	}

	@Test
	void cancelledRunHasNoErrorType() {
		var answer = model(EmbeddedAnswer.tokens("a").hanging()).callAsync(REQUEST);
		answer.cancel(true);
		org.awaitility.Awaitility.await().until(() -> !this.ends.isEmpty());
		assertThat(response().errorType()).isNull();
		assertThat(response().outcome()).isEqualTo("cancelled");
	}

	@Test
	void toolHasItsNameAndNoModel() {
		this.dispatcher.run(RunKind.TOOL, "weather").call(() -> "sunny");
		assertThat(request()).isEqualTo(new GenAiRequest(GenAiOperation.EXECUTE_TOOL, "weather", null, null));
	}

	@ParameterizedTest
	@CsvSource({ "azureopenai,azure.ai.openai", "mistralai,mistral_ai", "openai,openai", "mine,mine" })
	void providersHaveTheNamesOfTheConventions(String ours, String theirs) {
		assertThat(GenAiProviders.nameOf(ours)).isEqualTo(theirs);
	}

	@Test
	void promptsAndParsersAreNoOperations() {
		assertThat(GenAiOperation.of(RunKind.PROMPT)).isNull();
		assertThat(GenAiOperation.of(RunKind.PARSER)).isNull();
	}

	private CallbackChatModel model(EmbeddedAnswer answer) {
		return new CallbackChatModel(this.dispatcher, EmbeddedChatProvider.builder().answer(answer).build());
	}

	private GenAiRequest request() {
		TerminalEvent end = this.ends.get(0);
		GenAiRequest request = GenAiRequest.of(end.run(), end.start());
		assertThat(request).isNotNull();
		return request;
	}

	private GenAiResponse response() {
		return GenAiResponse.of(this.ends.get(0));
	}

	private final class Ends implements CallbackHandler {

		@Override
		public void onLlmEnd(LlmEnd event) {
			GenAiFactsTests.this.ends.add(event);
		}

		@Override
		public void onLlmError(LlmError event) {
			GenAiFactsTests.this.ends.add(event);
		}

		@Override
		public void onToolEnd(ToolEnd event) {
			GenAiFactsTests.this.ends.add(event);
		}

	}

}

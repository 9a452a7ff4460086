// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.time.Duration;
import java.util.List;

import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedChatProvider}.
 */
class EmbeddedChatProviderTests {

	private static List<ChatChunk> stream(EmbeddedChatProvider provider, ChatRequest request) {
		return provider.stream(request).collectList().block();
	}

	@Test
	void textIsCutIntoTokensWithAnEmptyOneFirstAndLast() {
		List<ChatChunk> chunks = stream(EmbeddedChatProvider.answering("Why don't we?\n\nBecause."),
				ChatRequest.of("?"));
		assertThat(chunks.stream().map(ChatChunk::text)).containsExactly("", "Why", " don", "'", "t", " we", "?",
				"\n\n", "Because", ".", "");
		assertThat(chunks.stream().map(ChatChunk::last)).containsOnlyOnce(true).endsWith(true);
	}

	@Test
	void lastChunkSaysStopReasonModelAndUsage() {
		EmbeddedChatProvider provider = EmbeddedChatProvider.builder()
			.answer("one two")
			.model("m")
			.stopReason("done")
			.build();
		ChatChunk last = stream(provider, ChatRequest.of("How are you")).get(3);
		assertThat(last.metadata()).containsEntry("stop_reason", "done").containsEntry("model_name", "m");
		assertThat(last.usage().inputTokens()).isEqualTo(3);
		assertThat(last.usage().outputTokens()).isEqualTo(2);
	}

	@Test
	void answersAreGivenInTurn() {
		EmbeddedChatProvider provider = EmbeddedChatProvider.builder().answer("one").answer("two").build();
		List<String> texts = List.of(text(provider), text(provider), text(provider));
		assertThat(texts).containsExactly("one", "two", "one");
	}

	private static String text(EmbeddedChatProvider provider) {
		LlmResult result = provider.call(ChatRequest.of("?")).block();
		return result.text();
	}

	@Test
	void scriptAnswersTheRequest() {
		EmbeddedChatProvider provider = EmbeddedChatProvider.builder()
			.script((request) -> EmbeddedAnswer.text("You said " + request.messages().get(0).text()))
			.build();
		assertThat(provider.call(ChatRequest.of("hi")).block().text()).isEqualTo("You said hi");
	}

	@Test
	void optionsOfTheRequestAreKept() {
		EmbeddedChatProvider provider = EmbeddedChatProvider.answering("one two three four");
		ChatRequest request = ChatRequest.of("?");
		LlmResult cut = provider.call(request.withOptions(ChatOptions.none().withMaxTokens(2).withModel("mine")))
			.block();
		assertThat(cut.text()).isEqualTo("one two");
		assertThat(cut.first().metadata()).containsEntry("stop_reason", "max_tokens")
			.containsEntry("model_name", "mine");
		LlmResult stopped = provider.call(request.withOptions(ChatOptions.none().withStop("three"))).block();
		assertThat(stopped.text()).isEqualTo("one two");
		assertThat(stopped.first().metadata()).containsEntry("stop_reason", "stop_sequence");
	}

	@Test
	void failsBeforeOrAfterTokens() {
		IllegalStateException failure = new IllegalStateException("wire");
		EmbeddedChatProvider provider = EmbeddedChatProvider.builder()
			.answer(EmbeddedAnswer.failure(failure))
			.answer(EmbeddedAnswer.tokens("a", "b", "c").failingAfter(2, failure))
			.build();
		StepVerifier.create(provider.stream(ChatRequest.of("?"))).verifyErrorMatches((error) -> error == failure);
		StepVerifier.create(provider.stream(ChatRequest.of("?")))
			.expectNextCount(2)
			.verifyErrorMatches((error) -> error == failure);
	}

	@Test
	void answersNothingOrHangs() {
		EmbeddedChatProvider provider = EmbeddedChatProvider.builder()
			.answer(EmbeddedAnswer.nothing())
			.answer(EmbeddedAnswer.tokens("a").hanging())
			.build();
		StepVerifier.create(provider.stream(ChatRequest.of("?"))).verifyComplete();
		StepVerifier.create(provider.stream(ChatRequest.of("?")))
			.expectNextCount(1)
			.thenCancel()
			.verify(Duration.ofSeconds(20));
	}

	@Test
	void asksForTools() {
		ToolCall call = new ToolCall("c1", "search", "{}");
		EmbeddedChatProvider provider = EmbeddedChatProvider.builder().answer(EmbeddedAnswer.toolCalls(call)).build();
		LlmResult result = provider.call(ChatRequest.of(ChatMessage.user("?"))).block();
		assertThat(result.first().message().toolCalls()).containsExactly(call);
		assertThat(result.first().metadata()).containsEntry("stop_reason", "tool_use");
	}

	@Test
	void tokensAreDelayedInVirtualTime() {
		StepVerifier
			.withVirtualTime(() -> EmbeddedChatProvider.builder()
				.answer("one")
				.delay(Duration.ofMinutes(1))
				.build()
				.stream(ChatRequest.of("?")))
			.expectSubscription()
			.expectNoEvent(Duration.ofMinutes(1))
			.expectNextCount(1)
			.thenAwait(Duration.ofMinutes(2))
			.expectNextCount(2)
			.verifyComplete();
	}

}

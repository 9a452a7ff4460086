// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.langchain4j.LangChain4jCallbacks;
import dev.callbacks.message.Usage;
import dev.callbacks.springai.SpringAiCallbacks;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Usage of tokens of a cache and of reasoning, as each provider reports it. The details
 * are parts of the tokens of input and output in any case.
 */
class AdapterUsageTests {

	private static final Map<String, Long> CACHE = Map.of("cache_read", 1000L, "cache_creation", 200L);

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final RecordingHandler recording = new RecordingHandler();

	@BeforeEach
	void record() {
		this.manager.add(this.recording);
	}

	private Usage usageOfSpringAi(DefaultUsage usage) {
		ChatModel model = (Prompt prompt) -> new ChatResponse(List.of(new Generation(new AssistantMessage("Hi"))),
				ChatResponseMetadata.builder().usage(usage).build());
		new SpringAiCallbacks(this.manager).wrap(model).call(new Prompt("Hello"));
		return usage();
	}

	private Usage usageOfLangChain4j(TokenUsage usage) {
		dev.langchain4j.model.chat.ChatModel model = new dev.langchain4j.model.chat.ChatModel() {

			@Override
			public dev.langchain4j.model.chat.response.ChatResponse doChat(
					dev.langchain4j.model.chat.request.ChatRequest request) {
				return dev.langchain4j.model.chat.response.ChatResponse.builder()
					.aiMessage(AiMessage.from("Hi"))
					.tokenUsage(usage)
					.build();
			}

		};
		new LangChain4jCallbacks(this.manager).wrap(model).chat("Hello");
		return usage();
	}

	private @Nullable Usage usage() {
		CallbackTests.awaitIdle(this.manager);
		return this.recording.events(LlmEnd.class).get(0).result().first().usage();
	}

	@Test
	void cacheOfAnthropicComesOnTopInSpringAi() {
		com.anthropic.models.messages.Usage usage = com.anthropic.models.messages.Usage.builder()
			.inputTokens(5000)
			.outputTokens(7)
			.cacheReadInputTokens(1000)
			.cacheCreationInputTokens(200)
			.cacheCreation(Optional.empty())
			.inferenceGeo(Optional.empty())
			.outputTokensDetails(Optional.empty())
			.serverToolUse(Optional.empty())
			.serviceTier(Optional.empty())
			.build();
		assertThat(usageOfSpringAi(new DefaultUsage(5000, 7, 5007, usage, 1000L, 200L)))
			.isEqualTo(new Usage(6200, 7, 6207, CACHE, Map.of()));
	}

	@Test
	void cacheThatIsMoreThanTheInputComesOnTopInSpringAi() {
		assertThat(usageOfSpringAi(new DefaultUsage(50, 7, 57, null, 1000L, 200L)))
			.isEqualTo(new Usage(1250, 7, 1257, CACHE, Map.of()));
	}

	@Test
	void cacheOfOtherProvidersIsAPartOfTheInputInSpringAi() {
		assertThat(usageOfSpringAi(new DefaultUsage(5000, 7, 5007, Map.of(), 1000L, 200L)))
			.isEqualTo(new Usage(5000, 7, 5007, CACHE, Map.of()));
	}

	@Test
	void cacheOfAnthropicComesOnTopInLangChain4j() {
		assertThat(usageOfLangChain4j(AnthropicTokenUsage.builder()
			.inputTokenCount(5000)
			.outputTokenCount(7)
			.cacheReadInputTokens(1000)
			.cacheCreationInputTokens(200)
			.build())).isEqualTo(new Usage(6200, 7, 6207, CACHE, Map.of()));
	}

	@Test
	void cacheAndReasoningOfOpenAiArePartsInLangChain4j() {
		assertThat(usageOfLangChain4j(OpenAiTokenUsage.builder()
			.inputTokenCount(5000)
			.inputTokensDetails(OpenAiTokenUsage.InputTokensDetails.builder().cachedTokens(1000).build())
			.outputTokenCount(70)
			.outputTokensDetails(OpenAiTokenUsage.OutputTokensDetails.builder().reasoningTokens(60).build())
			.totalTokenCount(5070)
			.build())).isEqualTo(new Usage(5000, 70, 5070, Map.of("cache_read", 1000L), Map.of("reasoning", 60L)));
	}

}

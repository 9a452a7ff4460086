// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;

/**
 * The models of LangChain4j that ask a local server.
 */
final class LangChain4jModels {

	private LangChain4jModels() {
	}

	static OpenAiChatModel.OpenAiChatModelBuilder openAi(String url) {
		return OpenAiChatModel.builder().baseUrl(url + "/v1").apiKey("test").modelName("fake-gpt").maxRetries(0);
	}

	static OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder openAiStreaming(String url) {
		return OpenAiStreamingChatModel.builder()
			.httpClientBuilder(new StreamsElsewhere())
			.baseUrl(url + "/v1")
			.apiKey("test")
			.modelName("fake-gpt");
	}

	static AnthropicChatModel.AnthropicChatModelBuilder anthropic(String url) {
		return AnthropicChatModel.builder()
			.baseUrl(url + "/v1")
			.apiKey("test")
			.modelName("fake-claude")
			.maxTokens(1_000)
			.maxRetries(0);
	}

	static AnthropicStreamingChatModel.AnthropicStreamingChatModelBuilder anthropicStreaming(String url) {
		return AnthropicStreamingChatModel.builder()
			.httpClientBuilder(new StreamsElsewhere())
			.baseUrl(url + "/v1")
			.apiKey("test")
			.modelName("fake-claude")
			.maxTokens(1_000);
	}

}

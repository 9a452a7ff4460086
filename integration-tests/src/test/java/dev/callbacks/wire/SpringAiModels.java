// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * The models of Spring AI before a local server.
 */
final class SpringAiModels {

	private SpringAiModels() {
	}

	static OpenAiChatModel openAi(String url) {
		return OpenAiChatModel.builder()
			.options(OpenAiChatOptions.builder()
				.baseUrl(url + "/v1")
				.apiKey("test")
				.model("fake-gpt")
				.maxRetries(0)
				.build())
			.build();
	}

	static AnthropicChatModel anthropic(String url) {
		return AnthropicChatModel.builder()
			.options(AnthropicChatOptions.builder()
				.baseUrl(url)
				.apiKey("test")
				.model("fake-claude")
				.maxTokens(1_000)
				.maxRetries(0)
				.build())
			.build();
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.springai.SpringAiChatProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;

/**
 * Spring AI with Anthropic's protocol.
 */
class SpringAiAnthropicTests extends WireCompatibilityTests {

	@Override
	protected Wire wire() {
		return new AnthropicWire();
	}

	private static ChatModel model(String url) {
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

	@Override
	protected UserModel model(String url, @Nullable CallbackManager manager) {
		return new SpringAiUserModel(model(url), manager);
	}

	@Override
	protected ChatProvider provider(String url) {
		return new SpringAiChatProvider(model(url));
	}

}

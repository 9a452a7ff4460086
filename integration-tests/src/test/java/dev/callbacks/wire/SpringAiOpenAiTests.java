// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.springai.SpringAiChatProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * Spring AI with OpenAI's protocol.
 */
class SpringAiOpenAiTests extends WireCompatibilityTests {

	@Override
	protected Wire wire() {
		return new OpenAiWire();
	}

	private static ChatModel model(String url) {
		return OpenAiChatModel.builder()
			.options(OpenAiChatOptions.builder()
				.baseUrl(url + "/v1")
				.apiKey("test")
				.model("fake-gpt")
				.maxRetries(0)
				.streamUsage(true)
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

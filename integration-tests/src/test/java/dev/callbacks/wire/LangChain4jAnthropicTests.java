// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.langchain4j.LangChain4jChatProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j with Anthropic's protocol.
 */
class LangChain4jAnthropicTests extends WireCompatibilityTests {

	@Override
	protected Wire wire() {
		return new AnthropicWire();
	}

	private static ChatModel model(String url) {
		return LangChain4jModels.anthropic(url).build();
	}

	private static StreamingChatModel streaming(String url) {
		return LangChain4jModels.anthropicStreaming(url).build();
	}

	@Override
	protected UserModel model(String url, @Nullable CallbackManager manager) {
		return new LangChain4jUserModel(model(url), streaming(url), manager);
	}

	@Override
	protected ChatProvider provider(String url) {
		return new LangChain4jChatProvider(streaming(url), model(url));
	}

}

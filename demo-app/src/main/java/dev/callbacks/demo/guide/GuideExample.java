// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.guide;

import java.util.List;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.StreamingMode;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * A runner that asks for a joke when the application has started, as the guide does, and
 * prints the result.
 */
@Component
final class GuideExample implements ApplicationRunner {

	private final CallbackChatModel chatModel;

	GuideExample(CallbackChatModel chatModel) {
		this.chatModel = chatModel
			.withOptions(ChatOptions.none().withMaxTokens(25).withStreaming(StreamingMode.ALWAYS));
	}

	@Override
	public void run(ApplicationArguments args) {
		LlmResult result = this.chatModel.generateAsync(List.of(List.of(ChatMessage.user("Tell me a joke")))).join();
		result.generations().get(0).forEach(GuideExample::print);
		System.out.println("llm_output=" + result.llmOutput() + ", run=" + result.run());
	}

	private static void print(Generation generation) {
		System.out.println("text=" + generation.text().replace("\n", "\\n") + ", id=" + generation.message().id());
		System.out.println("response_metadata=" + generation.metadata() + ", usage_metadata=" + generation.usage());
	}

}

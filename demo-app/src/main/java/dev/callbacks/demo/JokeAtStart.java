// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo;

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
 * A runner that asks for a joke when the application has started, and prints the result.
 */
@Component
class JokeAtStart implements ApplicationRunner {

	private final CallbackChatModel chatModel;

	JokeAtStart(CallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@Override
	public void run(ApplicationArguments args) {
		LlmResult result = this.chatModel.withOptions(ChatOptions.none().withStreaming(StreamingMode.ALWAYS))
			.generateAsync(List.of(List.of(ChatMessage.user("Tell me a joke"))))
			.join();
		for (List<Generation> candidates : result.generations()) {
			candidates.forEach(JokeAtStart::print);
		}
		System.out.println("[result] llm output: " + result.llmOutput() + ", runs: " + result.run());
	}

	private static void print(Generation generation) {
		System.out.println("[result] " + generation.text().replace("\n", "\\n"));
		System.out.println("[result] message " + generation.message().id() + ", " + generation.metadata() + ", "
				+ generation.usage());
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.langchain4j;

import java.util.List;

import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.event.ChainStart;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LangChain4jInstaller}.
 */
class LangChain4jInstallerTests {

	@Test
	void servicesAreObservedAgainIfTheContextIsStartedAgain() {
		new ApplicationContextRunner().withConfiguration(Starter.with(LangChain4jCallbacksAutoConfiguration.class))
			.withBean(RecordingHandler.class)
			.withBean(Assistant.class, () -> AiServices.create(Assistant.class, new Model()))
			.run((context) -> {
				Assistant assistant = context.getBean(Assistant.class);
				assistant.first();
				context.getSourceApplicationContext().stop();
				assistant.second();
				context.getSourceApplicationContext().start();
				assistant.third();
				AiServices.create(Assistant.class, new Model()).fourth();
				assertThat(services(context)).containsExactly("Assistant.first", "Assistant.third", "Assistant.fourth");
			});
	}

	private static List<String> services(ApplicationContext context) {
		return context.getBean(RecordingHandler.class)
			.events(ChainStart.class)
			.stream()
			.map((start) -> start.run().name())
			.toList();
	}

	interface Assistant {

		@UserMessage("1")
		String first();

		@UserMessage("2")
		String second();

		@UserMessage("3")
		String third();

		@UserMessage("4")
		String fourth();

	}

	private static final class Model implements ChatModel {

		@Override
		public ChatResponse doChat(ChatRequest request) {
			return ChatResponse.builder().aiMessage(AiMessage.from("Yes")).build();
		}

	}

}

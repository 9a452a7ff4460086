// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.util.List;

import dev.callbacks.demo.DemoModel;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * An application of Spring AI, observed.
 */
@Component
@Order(8)
final class SpringAiClient implements Scenario {

	private final ChatClient chatClient;

	SpringAiClient(ChatClient chatClient) {
		this.chatClient = chatClient;
	}

	@Override
	public String title() {
		return "A ChatClient of Spring AI";
	}

	@Override
	public String text() {
		return "A plain ChatClient bean over a model of Spring AI. With the starter its turns are runs, and so "
				+ "are the rounds of its model, with their tokens; the code knows nothing of that.";
	}

	@Override
	public Flux<Line> play() {
		// tag::code[]
		Flux<String> answer = this.chatClient.prompt("What is a handler?").stream().content();
		// end::code[]
		return Line.spoken("spring-ai", answer);
	}

	/**
	 * The client, as an application that uses Spring AI declares it.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Client {

		@Bean
		ChatClient chatClient(DemoModel model) {
			return ChatClient.create(new Model(model));
		}

	}

	/**
	 * A model of Spring AI with prepared answers.
	 */
	private record Model(DemoModel model) implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			return this.model.tokens(prompt.getContents())
				.reduce(String::concat)
				.map(Model::response)
				.blockOptional()
				.orElseThrow();
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return this.model.tokens(prompt.getContents()).map(Model::response);
		}

		private static ChatResponse response(String text) {
			return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
		}

	}

}

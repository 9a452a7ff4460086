// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.List;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallbackRun;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.VectorStoreRetriever;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications whose own manager cannot open runs by a plan, such as a mock in a test:
 * what is only observed behaves as without the starter (G15).
 */
class OwnManagerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(Starter.with())
		.withPropertyValues("callbacks.spring-ai.instrument-models=true")
		.withBean(CallbackManager.class, () -> Mockito.mock(CallbackManager.class))
		.withUserConfiguration(Application.class);

	@Test
	void beansOfSpringAiAnswer() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			ChatClient client = context.getBean(ChatClient.class);
			assertThat(client.prompt("Really?").call().content()).isEqualTo("Yes");
			assertThat(client.prompt("Really?").stream().content().collectList().block()).containsExactly("Yes");
			assertThat(context.getBean(ChatModel.class).call("Really?")).isEqualTo("Yes");
			assertThat(context.getBean(VectorStoreRetriever.class).similaritySearch("cats")).hasSize(1);
		});
	}

	@Test
	void beansOfLangChain4jAnswer() {
		this.runner.run((context) -> assertThat(context.getBean(ContentRetriever.class).retrieve(Query.from("cats")))
			.hasSize(1));
	}

	@Test
	void methodsThatAreRunsAnswer() {
		this.runner.run((context) -> assertThat(context.getBean(Greeter.class).greet("Ada")).isEqualTo("Hello Ada"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Greeter greeter() {
			return new Greeter();
		}

		@Bean
		ChatModel model() {
			return new Model();
		}

		@Bean
		ChatClient client(ChatModel model) {
			return ChatClient.create(model);
		}

		@Bean
		VectorStoreRetriever store() {
			return (request) -> List.of(new Document("cat"));
		}

		@Bean
		ContentRetriever retriever() {
			return (query) -> List.of(Content.from(TextSegment.from("cat")));
		}

	}

	static class Greeter {

		@CallbackRun
		String greet(String name) {
			return "Hello " + name;
		}

	}

	static class Model implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			return new ChatResponse(List.of(new Generation(new AssistantMessage("Yes"))));
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return Flux.just(call(prompt));
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.message.Document;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.service.AiServices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications of LangChain4j that add the starter and a handler bean, and change nothing
 * else.
 */
class LangChain4jApplicationTests {

	private LangChain4jApplication application;

	@BeforeEach
	void start() throws IOException {
		this.application = new LangChain4jApplication(Script.tokens("Y", "es"));
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	private ApplicationContextRunner application() {
		return this.application.with(Retriever.class);
	}

	/**
	 * In the order in which they came about: a listened model does not wait for handlers.
	 */
	private static List<String> events(ApplicationContext context) throws InterruptedException {
		assertThat(context.getBean(CallbackManager.class).awaitIdle(Duration.ofSeconds(20))).isTrue();
		return context.getBean(RecordingHandler.class)
			.events()
			.stream()
			.sorted(Comparator.comparing(CallbackEvent::at))
			.map((event) -> event.run().name() + " " + event.getClass().getSimpleName())
			.toList();
	}

	private static String stream(ApplicationContext context) {
		StringBuilder text = new StringBuilder();
		new LangChain4jUserModel(context.getBean(ChatModel.class), context.getBean(StreamingChatModel.class), null)
			.stream("Really?", Integer.MAX_VALUE, text::append);
		return text.toString();
	}

	@Test
	void modelsThatTakeListenersAreToldOf() {
		application().run((context) -> {
			assertThat(context.getBean(ChatModel.class).chat("Really?")).isEqualTo("Yes");
			assertThat(stream(context)).isEqualTo("Yes");
			assertThat(events(context)).containsExactly("openai ChatModelStart", "openai LlmEnd",
					"openai ChatModelStart", "openai LlmEnd");
		});
	}

	@Test
	void handlersThatWantTokensAreToldOnceHowToGetThem() {
		try (LoggedLines lines = new LoggedLines()) {
			application().run((context) -> {
				assertThat(context.getBean(ChatModel.class).chat("Really?")).isEqualTo("Yes");
				assertThat(lines.with("Handlers want tokens")).isEmpty();
				assertThat(stream(context)).isEqualTo("Yes");
				assertThat(stream(context)).isEqualTo("Yes");
				assertThat(lines.with("Handlers want tokens")).hasSize(1);
			});
		}
	}

	@Test
	void modelBeansAreWrappedOnDemandAndToldOfOnce() {
		application().withPropertyValues("callbacks.langchain4j.instrument-models=true").run((context) -> {
			assertThat(stream(context)).isEqualTo("Yes");
			assertThat(events(context)).containsExactly("openai ChatModelStart", "openai LlmNewToken",
					"openai LlmNewToken", "openai LlmEnd");
		});
	}

	@Test
	void modelsOfBothKindsAreOneCandidateForOurModel() {
		application().run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			assertThat(model.call("Really?").text()).isEqualTo("Yes");
			assertThat(model.stream("Really?").collectList().block()).hasSize(3);
			assertThat(this.application.server.requests().get(0)).doesNotContainPattern("\"stream\"\\s*:\\s*true");
			assertThat(this.application.server.requests().get(1)).containsPattern("\"stream\"\\s*:\\s*true");
		});
	}

	@Test
	void searchesAreRuns() {
		application().run((context) -> {
			assertThat(context.getBean(ContentRetriever.class).retrieve(Query.from("cats"))).hasSize(1);
			assertThat(events(context)).containsExactly("retriever RetrieverStart", "retriever RetrieverEnd");
			RetrieverEnd end = (RetrieverEnd) context.getBean(RecordingHandler.class).events().get(1);
			assertThat(end.documents()).extracting(Document::text).containsExactly("found");
		});
	}

	@Test
	void servicesAreRunsAsLongAsTheApplicationIsThere() {
		ChatModel[] model = new ChatModel[1];
		application().run((context) -> {
			model[0] = context.getBean(ChatModel.class);
			Assistant assistant = AiServices.create(Assistant.class, model[0]);
			assertThat(assistant.ask("Really?")).isEqualTo("Yes");
			assertThat(events(context)).containsExactly("Assistant.ask ChainStart", "openai ChatModelStart",
					"openai LlmEnd", "Assistant.ask ChainEnd");
		});
		// the context is closed, and its manager has stopped
		assertThat(AiServices.create(Assistant.class, model[0]).ask("Really?")).isEqualTo("Yes");
	}

	@Test
	void nothingIsInstrumentedIfCallbacksAreOff() {
		application().withPropertyValues("callbacks.enabled=false", "callbacks.langchain4j.instrument-models=true")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(ChatModelListener.class);
				assertThat(context.getBean(ChatModel.class)).isInstanceOf(OpenAiChatModel.class);
				assertThat(stream(context)).isEqualTo("Yes");
			});
	}

	interface Assistant {

		String ask(String question);

	}

	@Configuration(proxyBeanMethods = false)
	static class Retriever {

		@Bean
		ContentRetriever retriever() {
			return (query) -> List.of(Content.from(TextSegment.from("found")));
		}

	}

}

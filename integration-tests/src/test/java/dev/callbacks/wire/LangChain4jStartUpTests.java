// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.CallbackEvent;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.service.AiServices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.callbacks.wire.LangChain4jApplication.runs;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications of LangChain4j that start with the starter as they start without it, and
 * whose services are observed from the first bean on.
 */
class LangChain4jStartUpTests {

	private LangChain4jApplication application;

	@BeforeEach
	void start() throws IOException {
		this.application = new LangChain4jApplication(Script.tokens("Yes"));
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void serviceThatIsABeanIsObserved() {
		this.application.with(ServiceBean.class).run((context) -> {
			assertThat(context.getBean(Assistant.class).ask("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).containsExactly("CHAIN Assistant.ask", "CHAT_MODEL openai");
		});
	}

	@Test
	void serviceThatAConstructorMakesIsObserved() {
		this.application.with(Controller.class).run((context) -> {
			assertThat(context.getBean(Controller.class).assistant.ask("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).containsExactly("CHAIN Assistant.ask", "CHAT_MODEL openai");
		});
	}

	@Test
	void serviceThatAFactoryMakesIsObserved() {
		this.application.with(ServiceFactory.class).run((context) -> {
			assertThat(context.getBean(Assistant.class).ask("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).containsExactly("CHAIN Assistant.ask", "CHAT_MODEL openai");
		});
	}

	@Test
	void handlerMayUseAService() {
		this.application.with(ServiceBean.class, HandlerWithService.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Assistant.class).ask("Really?")).isEqualTo("Yes");
			assertThat(context.getBean(AtomicBoolean.class)).isTrue();
		});
	}

	@Test
	void servicesReportToTheContextOfTheirModels() {
		this.application.with(ServiceBean.class).run((one) -> {
			this.application.with(ServiceBean.class).run((other) -> {
				Assistant late = AiServices.create(Assistant.class, one.getBean(ChatModel.class));
				assertThat(late.ask("Really?")).isEqualTo("Yes");
				assertThat(one.getBean(Assistant.class).ask("Really?")).isEqualTo("Yes");
				assertThat(runs(one)).hasSize(4);
				assertThat(runs(other)).isEmpty();
				assertThat(other.getBean(Assistant.class).ask("Really?")).isEqualTo("Yes");
				assertThat(runs(one)).hasSize(4);
				assertThat(runs(other)).hasSize(2);
			});
			assertThat(AiServices.create(Assistant.class, one.getBean(ChatModel.class)).ask("Really?"))
				.isEqualTo("Yes");
			assertThat(runs(one)).hasSize(6);
		});
	}

	@Test
	void serviceOutlivesItsContext() {
		Assistant[] assistant = new Assistant[1];
		this.application.with(ServiceBean.class).run((context) -> assistant[0] = context.getBean(Assistant.class));
		assertThat(assistant[0].ask("Really?")).isEqualTo("Yes");
	}

	@Test
	void contextThatFailsToStartLeavesNothingBehind() {
		this.application.with(ServiceBean.class, Broken.class).run((context) -> assertThat(context).hasFailed());
		this.application.with(ServiceBean.class).run((context) -> {
			assertThat(context.getBean(Assistant.class).ask("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).hasSize(2);
		});
	}

	@Test
	void retrieverIsInjectedByItsClassAndObserved() {
		this.application.with(RetrieverByClass.class, LangChain4jApplication.Embeddings.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Search.class).retriever.retrieve(Query.from("cats"))).hasSize(1);
			assertThat(runs(context)).contains("RETRIEVER store");
		});
	}

	@Test
	void retrieverOfAFinalClassIsInjectedByItAndLeftAlone() {
		this.application.with(FinalRetrieverByClass.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(FinalRetriever.class).retrieve(Query.from("cats"))).hasSize(1);
			assertThat(runs(context)).isEmpty();
		});
	}

	@Test
	void onlyListenerOfTheApplicationIsInjected() {
		this.application.with(OneListener.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Injected.class).listener).isSameAs(OneListener.LISTENER);
			assertThat(context.getBean(ChatModel.class).chat("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).containsExactly("CHAT_MODEL openai");
		});
	}

	@Test
	void instrumentedModelIsInjectedByItsClass() {
		this.application.with(ModelByClass.class)
			.withPropertyValues("callbacks.langchain4j.instrument-models=true")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ModelUser.class).model.chat("Really?")).isEqualTo("Yes");
				assertThat(context.getBean(ModelUser.class).model.provider()).isNotNull();
				assertThat(runs(context)).containsExactly("CHAT_MODEL openai");
			});
	}

	interface Assistant {

		String ask(String question);

	}

	@Configuration(proxyBeanMethods = false)
	static class ServiceBean {

		@Bean
		Assistant assistant(ChatModel model) {
			return AiServices.builder(Assistant.class).chatModel(model).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Broken {

		@Bean
		String broken(Assistant assistant) {
			throw new IllegalStateException("broken");
		}

	}

	static class Controller {

		private final Assistant assistant;

		Controller(ChatModel model) {
			this.assistant = AiServices.create(Assistant.class, model);
		}

	}

	static class ServiceFactory implements FactoryBean<Assistant> {

		private final ChatModel model;

		ServiceFactory(ChatModel model) {
			this.model = model;
		}

		@Override
		public Assistant getObject() {
			return AiServices.create(Assistant.class, this.model);
		}

		@Override
		public Class<?> getObjectType() {
			return Assistant.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HandlerWithService {

		@Bean
		AtomicBoolean told() {
			return new AtomicBoolean();
		}

		@Bean
		CallbackHandler handlerWithService(Assistant assistant, AtomicBoolean told) {
			assertThat(assistant.toString()).isNotEmpty();
			return new CallbackHandler() {

				@Override
				public void onEvent(CallbackEvent event) {
					told.set(true);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RetrieverByClass {

		@Bean
		Search search(EmbeddingStoreContentRetriever retriever) {
			return new Search(retriever);
		}

	}

	record Search(EmbeddingStoreContentRetriever retriever) {

	}

	@Configuration(proxyBeanMethods = false)
	static class FinalRetrieverByClass {

		@Bean
		FinalRetriever manuals() {
			return new FinalRetriever();
		}

	}

	static final class FinalRetriever implements ContentRetriever {

		@Override
		public List<Content> retrieve(Query query) {
			return List.of(Content.from(TextSegment.from("found")));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneListener {

		private static final ChatModelListener LISTENER = new ChatModelListener() {
		};

		@Bean
		ChatModelListener own() {
			return LISTENER;
		}

		@Bean
		Injected injected(ChatModelListener listener) {
			return new Injected(listener);
		}

	}

	record Injected(ChatModelListener listener) {

	}

	@Configuration(proxyBeanMethods = false)
	static class ModelByClass {

		@Bean
		ModelUser user(OpenAiChatModel model) {
			return new ModelUser(model);
		}

	}

	record ModelUser(OpenAiChatModel model) {

	}

}

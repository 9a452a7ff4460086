// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.StartEvent;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications of LangChain4j that start with the starter as they start without it, and
 * whose services are observed from the first bean on.
 */
class LangChain4jStartUpTests {

	private WireServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new WireServer(new OpenAiWire()).answers(Script.tokens("Yes"));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private ApplicationContextRunner application(Class<?>... configurations) {
		return new ApplicationContextRunner().withConfiguration(Starter.with())
			.withUserConfiguration(configurations)
			.withPropertyValues("url=" + this.server.url());
	}

	private static List<String> runs(AssertableApplicationContext context) {
		return context.getBean(RecordingHandler.class)
			.events()
			.stream()
			.filter(StartEvent.class::isInstance)
			.map((event) -> event.run().kind() + " " + event.run().name())
			.toList();
	}

	@Test
	void serviceThatIsABeanIsObserved() {
		application(Models.class, ServiceBean.class).run((context) -> {
			assertThat(context.getBean(Assistant.class).ask("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).containsExactly("CHAIN Assistant.ask", "CHAT_MODEL openai");
		});
	}

	@Test
	void serviceThatAConstructorMakesIsObserved() {
		application(Controller.class, Models.class).run((context) -> {
			assertThat(context.getBean(Controller.class).assistant.ask("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).containsExactly("CHAIN Assistant.ask", "CHAT_MODEL openai");
		});
	}

	@Test
	void serviceThatAFactoryMakesIsObserved() {
		application(ServiceFactory.class, Models.class).run((context) -> {
			assertThat(context.getBean(Assistant.class).ask("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).containsExactly("CHAIN Assistant.ask", "CHAT_MODEL openai");
		});
	}

	@Test
	void handlerMayUseAService() {
		application(Models.class, ServiceBean.class, HandlerWithService.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Assistant.class).ask("Really?")).isEqualTo("Yes");
			assertThat(context.getBean(AtomicBoolean.class)).isTrue();
		});
	}

	@Test
	void servicesReportToTheContextOfTheirModels() {
		application(Models.class, ServiceBean.class).run((one) -> {
			application(Models.class, ServiceBean.class).run((other) -> {
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
		application(Models.class, ServiceBean.class).run((context) -> assistant[0] = context.getBean(Assistant.class));
		assertThat(assistant[0].ask("Really?")).isEqualTo("Yes");
	}

	@Test
	void contextThatFailsToStartLeavesNothingBehind() {
		application(Models.class, ServiceBean.class, Broken.class).run((context) -> assertThat(context).hasFailed());
		application(Models.class, ServiceBean.class).run((context) -> {
			assertThat(context.getBean(Assistant.class).ask("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).hasSize(2);
		});
	}

	@Test
	void retrieverIsInjectedByItsClassAndObserved() {
		application(Models.class, RetrieverByClass.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Search.class).retriever.retrieve(Query.from("cats"))).hasSize(1);
			assertThat(runs(context)).contains("RETRIEVER manuals");
		});
	}

	@Test
	void retrieverOfAFinalClassIsInjectedByItAndLeftAlone() {
		application(Models.class, FinalRetrieverByClass.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(FinalRetriever.class).retrieve(Query.from("cats"))).hasSize(1);
			assertThat(runs(context)).isEmpty();
		});
	}

	@Test
	void onlyListenerOfTheApplicationIsInjected() {
		application(Models.class, OneListener.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Injected.class).listener).isSameAs(OneListener.LISTENER);
			assertThat(context.getBean(ChatModel.class).chat("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).containsExactly("CHAT_MODEL openai");
		});
	}

	@Test
	void instrumentedModelIsInjectedByItsClass() {
		application(Models.class, ModelByClass.class).withPropertyValues("callbacks.langchain4j.instrument-models=true")
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
	static class Models {

		@Bean
		RecordingHandler recorder() {
			return new RecordingHandler();
		}

		@Bean
		OpenAiChatModel model(Environment environment, ObjectProvider<ChatModelListener> listeners) {
			return OpenAiChatModel.builder()
				.baseUrl(environment.getRequiredProperty("url") + "/v1")
				.apiKey("test")
				.modelName("fake-gpt")
				.listeners(listeners.orderedStream().toList())
				.build();
		}

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
		EmbeddingStoreContentRetriever manuals() {
			EmbeddingModel embeddings = new EmbeddingModel() {

				@Override
				public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
					return Response
						.from(segments.stream().map((segment) -> Embedding.from(new float[] { 1, 2 })).toList());
				}

			};
			InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
			store.add(embeddings.embed("found").content(), TextSegment.from("found"));
			return EmbeddingStoreContentRetriever.builder().embeddingStore(store).embeddingModel(embeddings).build();
		}

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

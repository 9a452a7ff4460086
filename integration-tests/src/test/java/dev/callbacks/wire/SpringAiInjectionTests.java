// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import dev.callbacks.CallbackHandler;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.springai.SpringAiCallbacks;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration;
import org.springframework.ai.model.tool.DefaultToolCallingManager;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.rag.Query;
import org.springframework.ai.rag.retrieval.search.DocumentRetriever;
import org.springframework.ai.rag.retrieval.search.VectorStoreDocumentRetriever;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.VectorStoreRetriever;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Applications that inject beans of Spring AI by their classes.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringAiInjectionTests {

	private static ApplicationContextRunner application() {
		return new ApplicationContextRunner()
			.withConfiguration(Starter.with(OpenAiChatAutoConfiguration.class, ChatClientAutoConfiguration.class,
					ToolCallingAutoConfiguration.class))
			.withBean(RecordingHandler.class)
			.withPropertyValues("spring.ai.openai.api-key=test", "spring.ai.openai.base-url=http://localhost:1");
	}

	private static Stream<String> queries(org.springframework.context.ApplicationContext context) {
		return context.getBean(RecordingHandler.class)
			.events()
			.stream()
			.filter(RetrieverStart.class::isInstance)
			.map((start) -> start.run().name() + ": " + ((RetrieverStart) start).query());
	}

	@Test
	void storeKeepsItsClassAndIsObserved() {
		application().withUserConfiguration(Stores.class).run((context) -> {
			assertThat(context).hasNotFailed();
			SimpleVectorStore store = context.getBean(SimpleVectorStore.class);
			assertThat(store).isSameAs(context.getBean(StoreUser.class).store());
			store.add(List.of(new Document("cats")));
			assertThat(store.similaritySearch("cats")).hasSize(1);
			assertThat(store.getName()).isEqualTo("SimpleVectorStore");
			assertThat(store).isEqualTo(store).hasSameHashCodeAs(store);
			assertThat(queries(context)).containsExactly("store: cats");
		});
	}

	@Test
	void retrieverOfAFinalClassIsLeftAloneAndItsStoreIsObserved(CapturedOutput output) {
		application().withUserConfiguration(Stores.class, FinalRetriever.class).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(VectorStoreDocumentRetriever.class).retrieve(new Query("cats"));
			assertThat(queries(context)).containsExactly("store: cats");
		});
		assertThat(output).containsOnlyOnce("VectorStoreDocumentRetriever is final");
	}

	@Test
	void retrieverOfAFinalClassIsObservedOnDemandAndInjectedByItsClassStill() {
		application().withUserConfiguration(Stores.class, FinalRetriever.class)
			.withPropertyValues("callbacks.spring-ai.beans.retriever=true")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				context.getBean(DocumentRetriever.class).retrieve(new Query("cats"));
				assertThat(queries(context)).containsExactly("retriever: cats", "store: cats");
			});
	}

	@Test
	void lambdaIsObserved() {
		application().withUserConfiguration(Lambdas.class).run((context) -> {
			context.getBean(DocumentRetriever.class).retrieve(new Query("cats"));
			context.getBean(DocumentRetriever.class).apply(new Query("dogs"));
			context.getBean(VectorStoreRetriever.class).similaritySearch("birds");
			assertThat(queries(context)).containsExactly("documents: cats", "documents: dogs", "part: birds");
		});
	}

	@Test
	void lambdaThrowsWhatItThrows() {
		application().withUserConfiguration(Lambdas.class)
			.run((context) -> assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> context.getBean(DocumentRetriever.class).retrieve(new Query("fail")))
				.withMessage("fail"));
	}

	@Test
	void managerOfToolsIsInjectedByItsClass() {
		application().withUserConfiguration(OwnTools.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(DefaultToolCallingManager.class))
				.isSameAs(context.getBean(ToolCallingManager.class));
		});
	}

	@Test
	void instrumentedModelIsInjectedByItsClassAndObservedByItsInterface() {
		application().withUserConfiguration(ModelUsers.class)
			.withPropertyValues("callbacks.spring-ai.instrument-models=true")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ModelUser user = context.getBean(ModelUser.class);
				assertThat(user.byClass()).isSameAs(user.byProvider());
				assertThat(user.byInterface()).isNotInstanceOf(OpenAiChatModel.class);
			});
	}

	@Test
	void instrumentedModelThatKeepsItsClassIsObservedOnce() {
		new ApplicationContextRunner().withConfiguration(Starter.with())
			.withBean(RecordingHandler.class)
			.withBean(CannedModel.class)
			.withPropertyValues("callbacks.spring-ai.instrument-models=true")
			.run((context) -> {
				CannedModel model = context.getBean(CannedModel.class);
				assertThat(context.getBean(SpringAiCallbacks.class).wrap(model)).isSameAs(model);
				assertThat(model.call("Hello")).isEqualTo("Hi");
				assertThat(context.getBean(CallbackChatModel.class).call("Hello").text()).isEqualTo("Hi");
				assertThat(context.getBean(RecordingHandler.class).events(ChatModelStart.class)).hasSize(2);
			});
	}

	@Test
	void handlerMayUseWhatIsObserved() {
		application().withUserConfiguration(Stores.class).withBean(StoringHandler.class).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(SimpleVectorStore.class).similaritySearch("cats");
			assertThat(queries(context)).containsExactly("store: cats");
		});
	}

	@Test
	void beansThatKnowEachOtherAreObserved() {
		application().withUserConfiguration(Circle.class)
			.withInitializer(
					(context) -> ((org.springframework.beans.factory.support.DefaultListableBeanFactory) context
						.getBeanFactory()).setAllowCircularReferences(true))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				context.getBean(CircularStore.class).similaritySearch("cats");
				assertThat(queries(context)).containsExactly("circularStore: cats");
			});
	}

	@Test
	void logSaysWhatIsObservedAndWhatIsNot(CapturedOutput output) {
		application().withUserConfiguration(Stores.class, FinalRetriever.class)
			.run((context) -> assertThat(output).containsOnlyOnce("Spring AI: observed are {")
				.contains("store=VectorStore", "toolCallingManager=ToolCallingManager"));
	}

	static final class StoringHandler implements CallbackHandler {

		StoringHandler(VectorStore store, ObjectProvider<ChatClient.Builder> builders) {
			assertThat(store).isNotNull();
			assertThat(builders.getObject()).isNotNull();
		}

	}

	static class CannedModel implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			return new ChatResponse(List.of(new Generation(new AssistantMessage("Hi"))));
		}

	}

	record StoreUser(SimpleVectorStore store) {

	}

	record ModelUser(OpenAiChatModel byClass, OpenAiChatModel byProvider, ChatModel byInterface) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Stores {

		@Bean
		SimpleVectorStore store() {
			return SimpleVectorStore.builder(new Embeddings()).build();
		}

		@Bean
		StoreUser user(SimpleVectorStore store) {
			return new StoreUser(store);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FinalRetriever {

		@Bean
		VectorStoreDocumentRetriever retriever(VectorStore store) {
			return VectorStoreDocumentRetriever.builder().vectorStore(store).build();
		}

		@Bean
		Object retrieverUser(VectorStoreDocumentRetriever retriever) {
			return List.of(retriever);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lambdas {

		@Bean
		DocumentRetriever documents() {
			return (query) -> {
				if (query.text().equals("fail")) {
					Lambdas.<RuntimeException>sneak(new IOException("fail"));
				}
				return List.of(new Document("found"));
			};
		}

		@Bean
		VectorStoreRetriever part() {
			return (request) -> List.of(new Document("found"));
		}

		@SuppressWarnings("unchecked")
		private static <T extends Throwable> void sneak(Throwable failure) throws T {
			throw (T) failure;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTools {

		@Bean
		DefaultToolCallingManager ownTools() {
			return DefaultToolCallingManager.builder().build();
		}

		@Bean
		Object toolsUser(DefaultToolCallingManager tools) {
			return List.of(tools);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ModelUsers {

		@Bean
		ModelUser modelUser(OpenAiChatModel model, ObjectProvider<OpenAiChatModel> provider, ChatModel chatModel) {
			return new ModelUser(model, provider.getObject(), chatModel);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Circle {

		@Bean
		CircularStore circularStore() {
			return new CircularStore();
		}

		@Bean
		CircularUser circularUser() {
			return new CircularUser();
		}

	}

	static class CircularStore implements VectorStoreRetriever {

		@org.springframework.beans.factory.annotation.Autowired
		private CircularUser user;

		@Override
		public List<Document> similaritySearch(SearchRequest request) {
			return List.of();
		}

	}

	static class CircularUser {

		@org.springframework.beans.factory.annotation.Autowired
		private CircularStore store;

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.Handler;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.handler.CallbacksHandlerAutoConfiguration;
import dev.callbacks.autoconfigure.run.CallbacksRunAutoConfiguration;
import dev.callbacks.autoconfigure.springai.SpringAiCallbacksAutoConfiguration;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordedEvents;
import dev.callbacks.test.RecordingHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.api.Advisor;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.document.Document;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.rag.advisor.RetrievalAugmentationAdvisor;
import org.springframework.ai.rag.retrieval.search.VectorStoreDocumentRetriever;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.filter.Filter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * One application of Spring AI, built with the starter or without it.
 */
final class SpringAiRig implements AutoCloseable {

	/** Known to no accessor: who sees it runs on the caller's thread. */
	static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();

	static final Script TOOLS = Script.calls(new Script.Call("call_1", "weather", "{\"city\":\"Rome\"}"),
			new Script.Call("call_2", "time", "{}"));

	private final WireServer server;

	private final ConfigurableApplicationContext context;

	private SpringAiRig(WireServer server, ConfigurableApplicationContext context) {
		this.server = server;
		this.context = context;
	}

	static SpringAiRig without(Protocol protocol) {
		return start(protocol, List.of(App.class), "callbacks.none=true");
	}

	static SpringAiRig with(Protocol protocol, Handlers handlers, String... properties) {
		return start(protocol, List.of(App.class, WithStarter.class, handlers.configuration), properties);
	}

	static SpringAiRig withTwoModels(String... properties) {
		return start(Protocol.OPEN_AI,
				List.of(App.class, WithStarter.class, Handlers.FAST.configuration, SecondModel.class), properties);
	}

	private static SpringAiRig start(Protocol protocol, List<Class<?>> sources, String... properties) {
		try {
			WireServer server = new WireServer(protocol.wire());
			List<Class<?>> all = new ArrayList<>(sources);
			all.add(protocol.configuration);
			ConfigurableApplicationContext context = new SpringApplicationBuilder(all.toArray(Class<?>[]::new))
				.web(WebApplicationType.NONE)
				.properties("spring.main.banner-mode=off", "test.url=" + server.url())
				.properties(properties)
				.run();
			return new SpringAiRig(server, context);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void answers(Script... scripts) {
		this.server.answers(scripts);
	}

	String lastRequest() {
		return this.server.requests().get(this.server.requests().size() - 1).replaceAll("\\s+", " ");
	}

	<T> T bean(String name, Class<T> type) {
		return this.context.getBean(name, type);
	}

	ChatModel model() {
		return this.context.getBean(ChatModel.class);
	}

	ToolCallingManager toolManager() {
		return this.context.getBean(ToolCallingManager.class);
	}

	CallbackManager manager() {
		return this.context.getBean(CallbackManager.class);
	}

	/**
	 * What handlers were told, when all runs are over.
	 */
	RecordedEvents recorded() {
		return recorded(this.context);
	}

	static RecordedEvents recorded(ApplicationContext context) {
		CallbackTests.awaitIdle(context.getBean(CallbackManager.class), Duration.ofSeconds(20));
		return context.getBean(RecordingHandler.class);
	}

	ChatClient client(Trace trace) {
		return this.context.getBean(ChatClient.Builder.class).defaultAdvisors(new Watcher(trace)).build();
	}

	Tools tools(Trace trace) {
		return new Tools(trace);
	}

	Advisor retrieval() {
		return RetrievalAugmentationAdvisor.builder()
			.documentRetriever(
					VectorStoreDocumentRetriever.builder().vectorStore(bean("vectorStore", VectorStore.class)).build())
			.build();
	}

	@Override
	public void close() {
		this.context.close();
		this.server.close();
	}

	/**
	 * A protocol, and an application's model that speaks it.
	 */
	enum Protocol {

		OPEN_AI(OpenAi.class) {
			@Override
			Wire wire() {
				return new OpenAiWire();
			}

			@Override
			ChatModel model(String url) {
				return SpringAiModels.openAi(url);
			}
		},

		ANTHROPIC(Anthropic.class) {
			@Override
			Wire wire() {
				return new AnthropicWire();
			}

			@Override
			ChatModel model(String url) {
				return SpringAiModels.anthropic(url);
			}
		};

		private final Class<?> configuration;

		Protocol(Class<?> configuration) {
			this.configuration = configuration;
		}

		abstract Wire wire();

		abstract ChatModel model(String url);

	}

	/**
	 * The handlers that an application has.
	 */
	enum Handlers {

		NONE(NoHandler.class), FAST(FastHandler.class), SLOW(SlowHandler.class), RAISING(RaisingHandler.class);

		private final Class<?> configuration;

		Handlers(Class<?> configuration) {
			this.configuration = configuration;
		}

	}

	@SuppressWarnings("unchecked")
	static <T extends Throwable> void sneak(Throwable failure) throws T {
		throw (T) failure;
	}

	static final class Tools {

		private final Trace trace;

		private Tools(Trace trace) {
			this.trace = trace;
		}

		@Tool(name = "weather")
		String weather(String city) {
			this.trace.addThread("weather");
			return "Sunny in " + city;
		}

		@Tool(name = "time")
		String time() {
			this.trace.addThread("time");
			return "Noon";
		}

		@Tool(name = "broken")
		String broken() {
			throw new IllegalStateException("out of order");
		}

		@Tool(name = "fatal")
		String fatal() {
			throw new AssertionError("never");
		}

	}

	/**
	 * A store of the application that finds one document, or fails.
	 */
	static class Store implements VectorStore {

		private volatile @Nullable Throwable failure;

		void fail(@Nullable Throwable failure) {
			this.failure = failure;
		}

		@Override
		public List<Document> similaritySearch(SearchRequest request) {
			Throwable failure = this.failure;
			if (failure != null) {
				SpringAiRig.<RuntimeException>sneak(failure);
			}
			return List.of(new Document("found " + request.getQuery()));
		}

		@Override
		public void add(List<Document> documents) {
		}

		@Override
		public void delete(List<String> ids) {
		}

		@Override
		public void delete(Filter.Expression expression) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ChatClientAutoConfiguration.class, ToolCallingAutoConfiguration.class })
	static class App {

		@Bean
		Store vectorStore() {
			return new Store();
		}

		@Bean
		Embeddings embeddings() {
			return new Embeddings();
		}

		@Bean
		ChatClient chatClient(@Qualifier("model") ChatModel model) {
			return ChatClient.builder(model).defaultSystem("Be brief").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CallbacksAutoConfiguration.class, CallbacksHandlerAutoConfiguration.class,
			CallbacksRunAutoConfiguration.class, SpringAiCallbacksAutoConfiguration.class })
	static class WithStarter {

	}

	@Configuration(proxyBeanMethods = false)
	static class OpenAi {

		@Bean
		OpenAiChatModel model(@Value("${test.url}") String url) {
			return SpringAiModels.openAi(url);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Anthropic {

		@Bean
		AnthropicChatModel model(@Value("${test.url}") String url) {
			return SpringAiModels.anthropic(url);
		}

	}

	/**
	 * A second model, of which a second client is made.
	 */
	@Configuration(proxyBeanMethods = false)
	static class SecondModel {

		@Bean
		ChatModel secondModel() {
			return (prompt) -> new ChatResponse(List.of(new Generation(new AssistantMessage("Second"))));
		}

		@Bean
		ChatClient secondClient(@Qualifier("secondModel") ChatModel model) {
			return ChatClient.create(model);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoHandler {

	}

	@Configuration(proxyBeanMethods = false)
	static class FastHandler {

		@Bean
		RecordingHandler recorder() {
			return new RecordingHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SlowHandler {

		@Bean
		Handler slow() {
			return new CallbackHandler() {
				@Override
				public void onEvent(CallbackEvent event) {
					LockSupport.parkNanos(5_000_000);
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RaisingHandler {

		@Bean
		Handler raising() {
			return new CallbackHandler() {
				@Override
				public void onEvent(CallbackEvent event) {
					throw new IllegalStateException("a handler failed");
				}
			};
		}

	}

}

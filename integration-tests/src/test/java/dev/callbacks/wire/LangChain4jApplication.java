// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;

import dev.callbacks.event.StartEvent;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * An application with the starter and a recording handler, whose models of LangChain4j
 * ask a local server.
 */
final class LangChain4jApplication implements AutoCloseable {

	final WireServer server;

	LangChain4jApplication(Script... answers) throws IOException {
		this.server = new WireServer(new OpenAiWire()).answers(answers);
	}

	ApplicationContextRunner with(Class<?>... configurations) {
		return new ApplicationContextRunner().withConfiguration(Starter.with())
			.withUserConfiguration(configurations)
			.withUserConfiguration(Models.class)
			.withPropertyValues("url=" + this.server.url());
	}

	/**
	 * Returns the kinds and names of all runs of an application.
	 */
	static List<String> runs(ApplicationContext context) {
		return context.getBean(RecordingHandler.class)
			.events()
			.stream()
			.filter(StartEvent.class::isInstance)
			.map((event) -> event.run().kind() + " " + event.run().name())
			.toList();
	}

	@Override
	public void close() {
		this.server.close();
	}

	/**
	 * Models as the starters of LangChain4j make them: all listeners go into every model.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Models {

		@Bean
		RecordingHandler recorder() {
			return new RecordingHandler();
		}

		@Bean
		OpenAiChatModel model(Environment environment, ObjectProvider<ChatModelListener> listeners) {
			return LangChain4jModels.openAi(environment.getRequiredProperty("url"))
				.listeners(listeners.orderedStream().toList())
				.build();
		}

		@Bean
		StreamingChatModel streamingModel(Environment environment, ObjectProvider<ChatModelListener> listeners) {
			return LangChain4jModels.openAiStreaming(environment.getRequiredProperty("url"))
				.listeners(listeners.orderedStream().toList())
				.build();
		}

	}

	/**
	 * A retriever that is asked by its class, and the model of its embeddings.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Embeddings {

		@Bean
		EmbeddingModel embeddings() {
			return new EmbeddingModel() {

				@Override
				public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
					return Response
						.from(segments.stream().map((segment) -> Embedding.from(new float[] { 1, 2 })).toList());
				}

			};
		}

		@Bean
		EmbeddingStoreContentRetriever store(EmbeddingModel embeddings) {
			InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
			store.add(Embedding.from(new float[] { 1, 2 }), TextSegment.from("found"));
			return EmbeddingStoreContentRetriever.builder().embeddingStore(store).embeddingModel(embeddings).build();
		}

	}

}

/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.autoconfigure;

import dev.callbacks.CallbackManager;
import dev.callbacks.springai.SpringAiCallbacks;
import dev.callbacks.springai.SpringAiChatProvider;

import org.springframework.ai.chat.client.ChatClientBuilderCustomizer;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.rag.retrieval.search.DocumentRetriever;
import org.springframework.ai.vectorstore.VectorStoreRetriever;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration for applications that use Spring AI: turns of chat clients, tools
 * and retrievers become runs, and models can answer behind our chat model. With
 * {@code callbacks.spring-ai.instrument-models} so do calls of models used directly.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CallbacksAutoConfiguration.class)
@ConditionalOnClass({ SpringAiCallbacks.class, ChatModel.class })
@ConditionalOnBean(CallbackManager.class)
public final class SpringAiCallbacksAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SpringAiCallbacks springAiCallbacks(CallbackManager manager) {
		return new SpringAiCallbacks(manager);
	}

	@Bean
	ModelSource springAiModelSource(ListableBeanFactory beanFactory) {
		return () -> ModelSource.beans(beanFactory, ChatModel.class)
			.entrySet()
			.stream()
			.map((model) -> new Candidate(model.getKey(), "Spring AI",
					ModelSource.isPrimary(beanFactory, model.getKey()),
					() -> new SpringAiChatProvider(model.getValue())))
			.toList();
	}

	/**
	 * What instruments beans, if handlers are called.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	static class InstrumentationConfiguration {

		@Bean
		static WrappingPostProcessor<ToolCallingManager> callbackToolCallingPostProcessor(
				ObjectProvider<SpringAiCallbacks> callbacks) {
			return new WrappingPostProcessor<>(ToolCallingManager.class,
					(name, tools) -> callbacks.getObject().wrap(tools));
		}

		@Bean
		@ConditionalOnBooleanProperty("callbacks.spring-ai.instrument-models")
		static WrappingPostProcessor<ChatModel> callbackSpringAiModelPostProcessor(
				ObjectProvider<SpringAiCallbacks> callbacks) {
			return new WrappingPostProcessor<>(ChatModel.class, (name, model) -> callbacks.getObject().wrap(model));
		}

	}

	/**
	 * Chat clients.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ChatClientBuilderCustomizer.class)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	static class ChatClientConfiguration {

		@Bean
		ChatClientBuilderCustomizer callbackChatClientCustomizer(SpringAiCallbacks callbacks) {
			return callbacks::addTo;
		}

	}

	/**
	 * Vector stores.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(VectorStoreRetriever.class)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	static class VectorStoreConfiguration {

		@Bean
		static WrappingPostProcessor<VectorStoreRetriever> callbackVectorStorePostProcessor(
				ObjectProvider<SpringAiCallbacks> callbacks) {
			return new WrappingPostProcessor<>(VectorStoreRetriever.class,
					(name, store) -> callbacks.getObject().wrapRetriever(name, store));
		}

	}

	/**
	 * Document retrievers.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DocumentRetriever.class)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	static class DocumentRetrieverConfiguration {

		@Bean
		static WrappingPostProcessor<DocumentRetriever> callbackDocumentRetrieverPostProcessor(
				ObjectProvider<SpringAiCallbacks> callbacks) {
			return new WrappingPostProcessor<>(DocumentRetriever.class,
					(name, retriever) -> callbacks.getObject().wrapRetriever(name, retriever));
		}

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.springai;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.model.ModelCandidate;
import dev.callbacks.autoconfigure.model.ModelSource;
import dev.callbacks.autoconfigure.observed.BeanObservation;
import dev.callbacks.autoconfigure.observed.ObservedBeans;
import dev.callbacks.autoconfigure.observed.ObservingConfiguration;
import dev.callbacks.springai.SpringAiCallbacks;
import dev.callbacks.springai.SpringAiChatProvider;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientBuilderCustomizer;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.rag.retrieval.search.DocumentRetriever;
import org.springframework.ai.vectorstore.VectorStoreRetriever;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for applications that use Spring AI: turns of chat clients, tools,
 * retrievers and embeddings become runs, and models can answer behind our chat model.
 * With {@code callbacks.spring-ai.instrument-models} so do calls of models used directly.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CallbacksAutoConfiguration.class)
@ConditionalOnClass({ SpringAiCallbacks.class, ChatModel.class, ChatClient.class })
@ConditionalOnBean(CallbackManager.class)
@EnableConfigurationProperties(SpringAiProperties.class)
public final class SpringAiCallbacksAutoConfiguration {

	private static final String INSTRUMENT_MODELS = "callbacks.spring-ai.instrument-models";

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
			.map((model) -> new ModelCandidate(model.getKey(), "Spring AI",
					ModelSource.isPrimary(beanFactory, model.getKey()),
					() -> new SpringAiChatProvider(model.getValue())))
			.toList();
	}

	/**
	 * The observation of beans, if handlers are called.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	@Import(ObservingConfiguration.class)
	static class InstrumentationConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static ObservedBeans callbackSpringAiBeans(Environment environment) {
			return new ObservedBeans("Spring AI", "callbacks.spring-ai", environment);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static BeanObservation<ToolCallingManager> callbackSpringAiToolsObservation(ObservedBeans callbackSpringAiBeans,
				ObjectProvider<SpringAiCallbacks> callbacks) {
			return new BeanObservation<>(callbackSpringAiBeans, ToolCallingManager.class,
					(name, tools) -> callbacks.getObject().wrap(tools));
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static BeanObservation<EmbeddingModel> callbackSpringAiEmbeddingObservation(ObservedBeans callbackSpringAiBeans,
				ObjectProvider<SpringAiCallbacks> callbacks) {
			return new BeanObservation<>(callbackSpringAiBeans, EmbeddingModel.class,
					(name, model) -> callbacks.getObject().wrap(name, model));
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		@ConditionalOnBooleanProperty(INSTRUMENT_MODELS)
		static BeanObservation<ChatModel> callbackSpringAiModelObservation(ObservedBeans callbackSpringAiBeans,
				ObjectProvider<SpringAiCallbacks> callbacks) {
			return new BeanObservation<>(callbackSpringAiBeans, ChatModel.class,
					(name, model) -> callbacks.getObject().wrap(model), INSTRUMENT_MODELS);
		}

		@Bean
		static ChatClientPostProcessor callbackChatClientPostProcessor(ObservedBeans callbackSpringAiBeans,
				ObjectProvider<SpringAiCallbacks> callbacks) {
			return new ChatClientPostProcessor(callbackSpringAiBeans, callbacks);
		}

		@Bean
		static RetryPostProcessor callbackRetryPostProcessor(ObservedBeans callbackSpringAiBeans) {
			return new RetryPostProcessor(callbackSpringAiBeans);
		}

		@Bean
		ChatClientBuilderCustomizer callbackChatClientCustomizer(ObservedBeans callbackSpringAiBeans,
				SpringAiCallbacks callbacks) {
			return (builder) -> {
				if (!callbackSpringAiBeans.isExcluded("chatClientBuilder", builder)) {
					callbacks.addTo(builder);
				}
			};
		}

		@Bean
		@Lazy(false)
		@ConditionalOnBooleanProperty(name = "callbacks.propagation.enabled", matchIfMissing = true)
		SchedulerPropagation callbackSchedulerPropagation() {
			return new SchedulerPropagation();
		}

	}

	/**
	 * The observation of vector stores.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(VectorStoreRetriever.class)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	static class VectorStoreConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static BeanObservation<VectorStoreRetriever> callbackSpringAiVectorStoreObservation(
				ObservedBeans callbackSpringAiBeans, ObjectProvider<SpringAiCallbacks> callbacks) {
			return new BeanObservation<>(callbackSpringAiBeans, VectorStoreRetriever.class,
					(name, store) -> callbacks.getObject().wrapRetriever(VectorStoreRetriever.class, name, store));
		}

	}

	/**
	 * The observation of document retrievers.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DocumentRetriever.class)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	static class DocumentRetrieverConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static BeanObservation<DocumentRetriever> callbackSpringAiDocumentRetrieverObservation(
				ObservedBeans callbackSpringAiBeans, ObjectProvider<SpringAiCallbacks> callbacks) {
			return new BeanObservation<>(callbackSpringAiBeans, DocumentRetriever.class,
					(name, retriever) -> callbacks.getObject().wrapRetriever(DocumentRetriever.class, name, retriever));
		}

	}

}

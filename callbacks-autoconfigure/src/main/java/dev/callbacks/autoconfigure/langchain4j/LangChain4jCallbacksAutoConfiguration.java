// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.langchain4j;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.model.ModelSource;
import dev.callbacks.autoconfigure.observed.BeanObservation;
import dev.callbacks.autoconfigure.observed.ObservedBeans;
import dev.callbacks.autoconfigure.observed.ObservingConfiguration;
import dev.callbacks.langchain4j.LangChain4jCallbacks;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;

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
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for applications that use LangChain4j: models that its starters make
 * are listened to, retrievers become runs, and models can answer behind our chat model.
 * With {@code callbacks.langchain4j.instrument-models} model beans are wrapped, so that
 * handlers get tokens.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CallbacksAutoConfiguration.class)
@ConditionalOnClass({ LangChain4jCallbacks.class, ChatModel.class })
@ConditionalOnBean(CallbackManager.class)
@EnableConfigurationProperties(LangChain4jProperties.class)
public final class LangChain4jCallbacksAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LangChain4jCallbacks langChain4jCallbacks(CallbackManager manager) {
		return new LangChain4jCallbacks(manager);
	}

	@Bean
	ModelSource langChain4jModelSource(ListableBeanFactory beanFactory) {
		return new LangChain4jModelSource(beanFactory);
	}

	/**
	 * The observation of beans and services, if handlers are called.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	@Import(ObservingConfiguration.class)
	static class InstrumentationConfiguration {

		@Bean
		static LangChain4jInstaller callbackLangChain4jInstaller() {
			return new LangChain4jInstaller();
		}

		/**
		 * A fallback, so that an application that injects its one listener finds that.
		 */
		@Bean
		@Fallback
		ChatModelListener callbackChatModelListener(LangChain4jCallbacks callbacks) {
			return callbacks.listener();
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static ObservedBeans callbackLangChain4jBeans(Environment environment) {
			return new ObservedBeans("LangChain4j", "callbacks.langchain4j", environment);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static BeanObservation<ContentRetriever> callbackLangChain4jRetrieverObservation(
				ObservedBeans callbackLangChain4jBeans, ObjectProvider<LangChain4jCallbacks> callbacks) {
			return new BeanObservation<>(callbackLangChain4jBeans, ContentRetriever.class,
					(name, retriever) -> callbacks.getObject().wrap(name, retriever));
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static BeanObservation<EmbeddingModel> callbackLangChain4jEmbeddingObservation(
				ObservedBeans callbackLangChain4jBeans, ObjectProvider<LangChain4jCallbacks> callbacks) {
			return new BeanObservation<>(callbackLangChain4jBeans, EmbeddingModel.class,
					(name, model) -> callbacks.getObject().wrap(name, model));
		}

	}

	/**
	 * The observation of agents that are beans.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	@ConditionalOnClass(name = "dev.langchain4j.agentic.planner.AgentInstance")
	static class AgentConfiguration {

		@Bean
		static AgentPostProcessor callbackLangChain4jAgentPostProcessor(ObservedBeans callbackLangChain4jBeans,
				LangChain4jInstaller installer) {
			return new AgentPostProcessor(callbackLangChain4jBeans, installer);
		}

	}

	/**
	 * The observation of models, if the application has asked for it.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	@ConditionalOnBooleanProperty("callbacks.langchain4j.instrument-models")
	static class ModelConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static BeanObservation<ChatModel> callbackLangChain4jModelObservation(ObservedBeans callbackLangChain4jBeans,
				ObjectProvider<LangChain4jCallbacks> callbacks) {
			return new BeanObservation<>(callbackLangChain4jBeans, ChatModel.class,
					(name, model) -> callbacks.getObject().wrap(model));
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static BeanObservation<StreamingChatModel> callbackLangChain4jStreamingModelObservation(
				ObservedBeans callbackLangChain4jBeans, ObjectProvider<LangChain4jCallbacks> callbacks) {
			return new BeanObservation<>(callbackLangChain4jBeans, StreamingChatModel.class,
					(name, model) -> callbacks.getObject().wrap(model));
		}

	}

}

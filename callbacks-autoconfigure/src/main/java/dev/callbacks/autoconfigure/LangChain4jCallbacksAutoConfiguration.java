// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.StandInPostProcessor.Observation;
import dev.callbacks.langchain4j.LangChain4jCallbacks;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
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
	 * What instruments beans, if handlers are called.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	static class InstrumentationConfiguration {

		@Bean
		static LangChain4jInstaller callbackLangChain4jInstaller(ObjectProvider<StandInPostProcessor> observing) {
			return new LangChain4jInstaller(observing);
		}

		/**
		 * A fallback, so that an application that injects its one listener finds that.
		 */
		@Bean
		@Fallback
		ChatModelListener callbackChatModelListener(LangChain4jCallbacks callbacks) {
			return callbacks.listener();
		}

		/**
		 * Binds its properties by itself, since post-processors are made before they are.
		 */
		@Bean
		static StandInPostProcessor callbackLangChain4jPostProcessor(ObjectProvider<LangChain4jCallbacks> callbacks,
				Environment environment) {
			List<Observation<?>> observations = new ArrayList<>();
			observations.add(new Observation<>(ContentRetriever.class,
					(name, retriever) -> callbacks.getObject().wrap(name, retriever)));
			observations
				.add(new Observation<>(EmbeddingModel.class, (name, model) -> callbacks.getObject().wrap(name, model)));
			if (environment.getProperty("callbacks.langchain4j.instrument-models", Boolean.class, false)) {
				observations
					.add(new Observation<>(ChatModel.class, (name, model) -> callbacks.getObject().wrap(model)));
				observations.add(new Observation<>(StreamingChatModel.class,
						(name, model) -> callbacks.getObject().wrap(model)));
			}
			return new StandInPostProcessor(excluded(environment), observations);
		}

		private static Set<String> excluded(Environment environment) {
			Map<String, Boolean> beans = Binder.get(environment)
				.bind("callbacks.langchain4j.beans", Bindable.mapOf(String.class, Boolean.class))
				.orElse(Map.of());
			return beans.entrySet()
				.stream()
				.filter((bean) -> !bean.getValue())
				.map((bean) -> bean.getKey())
				.collect(Collectors.toSet());
		}

	}

}

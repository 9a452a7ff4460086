// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The meters that frameworks make under names of the conventions, with tags of their own.
 * A name may have only one set of tags.
 */
final class ForeignMeters {

	private static final String SPRING_AI = "org.springframework.ai.chat.observation.ChatModelMeterObservationHandler";

	private static final String LANGCHAIN4J_METERS = "dev.langchain4j.micrometer.metrics.listeners.MicrometerMetricsChatModelListener";

	private static final String LANGCHAIN4J_OBSERVATIONS = "dev.langchain4j.observation.listener.ObservationChatModelListener";

	private ForeignMeters() {
	}

	/**
	 * Returns the names that are taken in an application: those of Spring AI's handler if
	 * it is a bean, those of LangChain4j's listeners if they are on the class path, since
	 * they need not be beans.
	 */
	static Set<String> namesIn(ConfigurableListableBeanFactory beanFactory) {
		ClassLoader classLoader = beanFactory.getBeanClassLoader();
		Set<String> names = new HashSet<>();
		if (isBean(SPRING_AI, beanFactory, classLoader) || ClassUtils.isPresent(LANGCHAIN4J_METERS, classLoader)) {
			names.add(GenAiMeters.TOKEN_USAGE);
		}
		if (ClassUtils.isPresent(LANGCHAIN4J_OBSERVATIONS, classLoader)) {
			names.add(GenAiMeters.TOKEN_USAGE);
			names.add(GenAiMeters.OPERATION_DURATION);
		}
		return names;
	}

	private static boolean isBean(String type, ListableBeanFactory beanFactory, @Nullable ClassLoader classLoader) {
		return ClassUtils.isPresent(type, classLoader)
				&& BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory,
						ClassUtils.resolveClassName(type, classLoader), true, false).length != 0;
	}

}

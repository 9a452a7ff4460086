// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/**
 * The models of another library. A bean of this type offers them to the chat model.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ModelSource {

	/**
	 * Returns the models that can answer.
	 * @return the candidates
	 */
	List<ModelCandidate> candidates();

	/**
	 * Returns the beans of a type, those of parent contexts included.
	 * @param <T> the type
	 * @param beanFactory the factory of the beans
	 * @param type the type
	 * @return the beans by their names, which the caller may change
	 */
	static <T> Map<String, T> beans(ListableBeanFactory beanFactory, Class<T> type) {
		return new TreeMap<>(BeanFactoryUtils.beansOfTypeIncludingAncestors(beanFactory, type));
	}

	/**
	 * Whether a bean is marked as primary.
	 * @param beanFactory the factory of the bean
	 * @param name the name of the bean
	 * @return whether it is
	 */
	static boolean isPrimary(ListableBeanFactory beanFactory, String name) {
		BeanDefinition definition = definition(beanFactory, name);
		return definition != null && definition.isPrimary();
	}

	/**
	 * Whether a bean is one that others get without its name.
	 * @param beanFactory the factory of the bean
	 * @param name the name of the bean
	 * @return whether it is
	 */
	static boolean isDefaultCandidate(ListableBeanFactory beanFactory, String name) {
		BeanDefinition definition = definition(beanFactory, name);
		return definition == null || (definition.isAutowireCandidate()
				&& !(definition instanceof AbstractBeanDefinition its && !its.isDefaultCandidate()));
	}

	private static @Nullable BeanDefinition definition(ListableBeanFactory beanFactory, String name) {
		return (beanFactory instanceof ConfigurableListableBeanFactory configurable
				&& configurable.containsBeanDefinition(name)) ? configurable.getBeanDefinition(name) : null;
	}

}

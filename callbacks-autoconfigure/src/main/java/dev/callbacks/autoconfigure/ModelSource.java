// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Knows the models of another library.
 */
@FunctionalInterface
interface ModelSource {

	/**
	 * The models that could answer.
	 */
	List<Candidate> candidates();

	/**
	 * The beans of a type by their names.
	 */
	static <T> Map<String, T> beans(ListableBeanFactory beanFactory, Class<T> type) {
		return new TreeMap<>(BeanFactoryUtils.beansOfTypeIncludingAncestors(beanFactory, type));
	}

	static boolean isPrimary(ListableBeanFactory beanFactory, String name) {
		return beanFactory instanceof ConfigurableListableBeanFactory its && its.containsBeanDefinition(name)
				&& its.getBeanDefinition(name).isPrimary();
	}

}

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

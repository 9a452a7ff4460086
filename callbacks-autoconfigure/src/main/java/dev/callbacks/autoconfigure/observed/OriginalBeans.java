// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The beans in whose places stand-ins of another class are, so that others have only
 * their interfaces.
 */
final class OriginalBeans {

	private final ListableBeanFactory beanFactory;

	private final List<BeanObservation<?>> observations;

	private final Map<String, Original> originals = new ConcurrentSkipListMap<>();

	OriginalBeans(ListableBeanFactory beanFactory, List<BeanObservation<?>> observations) {
		this.beanFactory = beanFactory;
		this.observations = observations;
	}

	void add(String name, Object bean, List<BeanObservation<?>> observations) {
		this.originals.put(name, new Original(name, bean, observations));
	}

	/**
	 * Returns the bean itself, for an injection by its class.
	 * @param required the class
	 * @return the one bean of that class, or {@code null}
	 */
	@Nullable Object get(Class<?> required) {
		if (required.isInterface()
				|| this.observations.stream().noneMatch((observation) -> observation.isFor(required))) {
			return null;
		}
		for (String name : this.beanFactory.getBeanNamesForType(required, false, false)) {
			// it is replaced when it is made
			this.beanFactory.getBean(name);
		}
		List<Original> found = find(required);
		if (found.size() != 1) {
			return null;
		}
		Original original = found.get(0);
		original.observations()
			.forEach((observation) -> observation.beans()
				.leftAlone(original.name(), "where it is injected as " + required.getName()));
		return original.bean();
	}

	/**
	 * Finds the beans of a class.
	 */
	List<Original> find(Class<?> required) {
		return this.originals.values().stream().filter((original) -> required.isInstance(original.bean())).toList();
	}

	/**
	 * A bean that something else stands in for.
	 *
	 * @param name the name of the bean
	 * @param bean the bean
	 * @param observations the ways in which it is observed
	 */
	record Original(String name, Object bean, List<BeanObservation<?>> observations) {

	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;

/**
 * Observes the calls of the beans of one type as runs.
 */
final class ObservingPostProcessor<T> implements SmartInstantiationAwareBeanPostProcessor {

	private static final String TARGET = "scopedTarget.";

	private final ObservedBeans beans;

	private final Class<T> type;

	private final boolean always;

	private final BiFunction<String, T, T> observing;

	/** Beans that others got before they were complete. */
	private final Map<String, Object> early = new ConcurrentHashMap<>();

	/**
	 * Creates a processor.
	 * @param type the type of the beans
	 * @param always whether beans are observed even if they can then not be had by class
	 * @param observing makes what observes a bean, whose name it is given
	 */
	ObservingPostProcessor(ObservedBeans beans, Class<T> type, boolean always, BiFunction<String, T, T> observing) {
		this.beans = beans;
		this.type = type;
		this.always = always;
		this.observing = observing;
		beans.add(type);
	}

	@Override
	public Object getEarlyBeanReference(Object bean, String beanName) {
		this.early.put(beanName, bean);
		return observe(bean, beanName);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (this.early.remove(beanName) != null) ? bean : observe(bean, beanName);
	}

	private Object observe(Object bean, String beanName) {
		// of a scoped bean the target is observed
		if (!this.type.isInstance(bean) || bean instanceof ScopedObject) {
			return bean;
		}
		String name = beanName.startsWith(TARGET) ? beanName.substring(TARGET.length()) : beanName;
		T its = this.type.cast(bean);
		T observed = this.observing.apply(name, its);
		return (observed == its) ? bean : this.beans.observe(name, bean, this.type, observed, this.always);
	}

}

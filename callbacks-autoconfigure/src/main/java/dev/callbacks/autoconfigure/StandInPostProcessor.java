// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import dev.callbacks.langchain4j.ObservedBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * A processor that makes calls of beans of LangChain4j runs. A bean can still be injected
 * by its class; one for which that is not possible is left alone, and the log says so.
 */
final class StandInPostProcessor implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(StandInPostProcessor.class);

	private final Set<String> excluded;

	private final List<Observation<?>> observations;

	private final Set<String> observed = new ConcurrentSkipListSet<>();

	/**
	 * A processor.
	 * @param excluded the names of beans that are left alone
	 * @param observations what is observed
	 */
	StandInPostProcessor(Set<String> excluded, List<Observation<?>> observations) {
		this.excluded = excluded;
		this.observations = observations;
	}

	/**
	 * The names of the beans that are observed.
	 */
	Set<String> observed() {
		return this.observed;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Map<Class<?>, UnaryOperator<Object>> views = views(bean, beanName);
		if (views.isEmpty() || bean instanceof ObservedBean) {
			return bean;
		}
		if (this.excluded.contains(beanName)) {
			logger.info("Bean '{}' is not observed: it is excluded", beanName);
			return bean;
		}
		try {
			Object standIn = new StandIn(bean, views).create();
			this.observed.add(beanName);
			return standIn;
		}
		catch (StandIn.NotPossibleException ex) {
			logger.info("Bean '{}' is not observed: {}", beanName, ex.getMessage());
			return bean;
		}
	}

	private Map<Class<?>, UnaryOperator<Object>> views(Object bean, String beanName) {
		Map<Class<?>, UnaryOperator<Object>> views = new TreeMap<>(
				(one, other) -> one.getName().compareTo(other.getName()));
		for (Observation<?> observation : this.observations) {
			if (observation.type().isInstance(bean)) {
				views.put(observation.type(), (observed) -> observation.observe(beanName, observed));
			}
		}
		return views;
	}

	/**
	 * An observation of the beans of a type.
	 *
	 * @param <T> the type
	 * @param type the type
	 * @param view observes a bean, whose name it is given; called with the bean's first
	 * call
	 */
	record Observation<T>(Class<T> type, BiFunction<String, T, T> view) {

		private Object observe(String name, Object bean) {
			return this.view.apply(name, this.type.cast(bean));
		}

	}

}

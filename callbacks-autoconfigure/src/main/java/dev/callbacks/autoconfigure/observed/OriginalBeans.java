// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;

/**
 * The beans in whose places stand-ins of another class are, so that others have only
 * their interfaces.
 */
final class OriginalBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	private final List<BeanObservation<?>> observations;

	private final Map<String, Original> originals = new ConcurrentSkipListMap<>();

	OriginalBeans(ConfigurableListableBeanFactory beanFactory, List<BeanObservation<?>> observations) {
		this.beanFactory = beanFactory;
		this.observations = observations;
	}

	void add(String name, Object bean, List<BeanObservation<?>> observations) {
		this.originals.put(name, new Original(name, bean, observations));
	}

	/**
	 * Returns the bean itself, for an injection by its class: the one that would be
	 * injected if nothing stood in for any bean.
	 * @param descriptor the place of the injection
	 * @return the bean, or {@code null} if it is none of these beans
	 */
	@Nullable Object get(DependencyDescriptor descriptor) {
		Class<?> required = descriptor.getDependencyType();
		if (required.isInterface()
				|| this.observations.stream().noneMatch((observation) -> observation.isFor(required))) {
			return null;
		}
		String name = choose(candidates(required, descriptor), descriptor);
		if (name == null) {
			return null;
		}
		// it is replaced when it is made
		this.beanFactory.getBean(name);
		Original original = this.originals.get(name);
		if (original == null) {
			return null;
		}
		original.observations()
			.forEach((observation) -> observation.beans()
				.leftAlone(original.name(), "where it is injected as " + required.getName()));
		return original.bean();
	}

	/**
	 * Returns the names of the beans of a class that fit, those that are not replaced
	 * included.
	 */
	private List<String> candidates(Class<?> required, DependencyDescriptor descriptor) {
		return Stream
			.concat(Arrays.stream(this.beanFactory.getBeanNamesForType(required, false, false)),
					find(required).stream().map(Original::name))
			.distinct()
			.filter((name) -> this.beanFactory.isAutowireCandidate(name, descriptor))
			.toList();
	}

	/**
	 * Chooses by the rules of Spring: the only one, that which is primary, the only one
	 * that is no fallback, or that of the name.
	 */
	private @Nullable String choose(List<String> candidates, DependencyDescriptor descriptor) {
		return only(candidates, (name) -> true)
			.or(() -> only(candidates, (name) -> is(name, BeanDefinition::isPrimary)))
			.or(() -> only(candidates, (name) -> !is(name, BeanDefinition::isFallback)))
			.or(() -> only(candidates, (name) -> name.equals(descriptor.getDependencyName())))
			.orElse(null);
	}

	private static Optional<String> only(List<String> candidates, Predicate<String> condition) {
		List<String> found = candidates.stream().filter(condition).toList();
		return (found.size() == 1) ? Optional.of(found.get(0)) : Optional.empty();
	}

	private boolean is(String name, Predicate<BeanDefinition> condition) {
		return this.beanFactory.containsBeanDefinition(name)
				&& condition.test(this.beanFactory.getMergedBeanDefinition(name));
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

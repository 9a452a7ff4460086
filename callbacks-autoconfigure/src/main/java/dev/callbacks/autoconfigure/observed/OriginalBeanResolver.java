// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;

/**
 * A resolver that injects the bean itself by its class, where a stand-in has another
 * class.
 */
final class OriginalBeanResolver extends ContextAnnotationAutowireCandidateResolver {

	private final OriginalBeans originals;

	private OriginalBeanResolver(OriginalBeans originals) {
		this.originals = originals;
	}

	/**
	 * Installs a resolver, unless the application has one of its own.
	 */
	static void install(BeanFactory beanFactory, OriginalBeans originals) {
		if (beanFactory instanceof DefaultListableBeanFactory factory && factory.getAutowireCandidateResolver()
			.getClass() == ContextAnnotationAutowireCandidateResolver.class) {
			factory.setAutowireCandidateResolver(new OriginalBeanResolver(originals));
		}
	}

	/**
	 * Finds the beans of a class that something else stands in for, also when the beans
	 * of the factory are destroyed.
	 */
	static List<OriginalBeans.Original> find(BeanFactory beanFactory, Class<?> required) {
		return (beanFactory instanceof DefaultListableBeanFactory factory
				&& factory.getAutowireCandidateResolver() instanceof OriginalBeanResolver resolver)
						? resolver.originals.find(required) : List.of();
	}

	@Override
	public @Nullable Object getSuggestedValue(DependencyDescriptor descriptor) {
		Object value = super.getSuggestedValue(descriptor);
		return (value != null) ? value : this.originals.get(descriptor);
	}

}

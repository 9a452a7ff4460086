// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;

/**
 * Resolves an injection by class to the bean itself, where a stand-in has another class.
 */
final class OriginalBeanResolver extends ContextAnnotationAutowireCandidateResolver {

	private final ObservedBeans beans;

	private OriginalBeanResolver(ObservedBeans beans) {
		this.beans = beans;
	}

	/**
	 * Installs a resolver, unless the application has one of its own.
	 */
	static void install(ConfigurableListableBeanFactory beanFactory, ObservedBeans beans) {
		if (beanFactory instanceof DefaultListableBeanFactory factory && factory.getAutowireCandidateResolver()
			.getClass() == ContextAnnotationAutowireCandidateResolver.class) {
			factory.setAutowireCandidateResolver(new OriginalBeanResolver(beans));
		}
	}

	@Override
	public @Nullable Object getSuggestedValue(DependencyDescriptor descriptor) {
		Object value = super.getSuggestedValue(descriptor);
		return (value != null) ? value : this.beans.original(descriptor.getDependencyType());
	}

}

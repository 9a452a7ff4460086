// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Explains that a model cannot be injected by its class when models are instrumented.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class WrappedModelFailureAnalyzer implements FailureAnalyzer {

	private static final Map<String, String> PROPERTIES = Map.of("org.springframework.ai.chat.model.ChatModel",
			"callbacks.spring-ai.instrument-models");

	private final BeanFactory beanFactory;

	private final Environment environment;

	WrappedModelFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Class<?> required = requiredType(cause);
			FailureAnalysis analysis = (required != null && !required.isInterface()) ? analyze(required, failure)
					: null;
			if (analysis != null) {
				return analysis;
			}
		}
		return null;
	}

	private static @Nullable Class<?> requiredType(Throwable cause) {
		if (cause instanceof BeanNotOfRequiredTypeException ex) {
			return ex.getRequiredType();
		}
		ResolvableType type = (cause instanceof NoSuchBeanDefinitionException ex) ? ex.getResolvableType() : null;
		return (type != null) ? type.resolve() : null;
	}

	private @Nullable FailureAnalysis analyze(Class<?> required, Throwable failure) {
		for (Map.Entry<String, String> model : PROPERTIES.entrySet()) {
			Class<?> type = ClassUtils.isPresent(model.getKey(), null)
					? ClassUtils.resolveClassName(model.getKey(), null) : null;
			if (type != null && type.isAssignableFrom(required)
					&& this.environment.getProperty(model.getValue(), Boolean.class, false)) {
				String beans = (this.beanFactory instanceof ListableBeanFactory listable)
						? List.of(listable.getBeanNamesForType(type)).toString() : "";
				return new FailureAnalysis(
						"A bean is injected by its class " + required.getName() + ", but model beans " + beans
								+ " are wrapped because '" + model.getValue() + "' is true",
						"Inject the interface " + model.getKey() + ", by name if there are several, or set '"
								+ model.getValue() + "' to false.",
						failure);
			}
		}
		return null;
	}

}

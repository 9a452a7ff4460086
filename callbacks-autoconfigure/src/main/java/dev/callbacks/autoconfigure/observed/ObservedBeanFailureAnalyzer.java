// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.util.List;
import java.util.stream.Collectors;

import dev.callbacks.autoconfigure.observed.OriginalBeans.Original;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;

/**
 * An analyzer that explains why a bean cannot be injected by its class: a proxy of its
 * interfaces has taken its place.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ObservedBeanFailureAnalyzer implements FailureAnalyzer {

	private final BeanFactory beanFactory;

	ObservedBeanFailureAnalyzer(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Class<?> required = requiredType(cause);
			List<Original> originals = (required != null) ? OriginalBeanResolver.find(this.beanFactory, required)
					: List.of();
			if (required != null && !originals.isEmpty()) {
				return analyze(failure, required, originals);
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

	private static FailureAnalysis analyze(Throwable failure, Class<?> required, List<Original> originals) {
		return new FailureAnalysis(
				"A bean of the class " + required.getName() + " is required, but " + originals.stream()
					.map((original) -> "bean '" + original.name() + "' is replaced by a proxy of its interfaces")
					.collect(Collectors.joining(", and ")) + ", which observes its calls",
				"Inject "
						+ originals.stream()
							.flatMap((original) -> original.observations().stream())
							.map((observation) -> observation.type().getName())
							.distinct()
							.collect(Collectors.joining(" or "))
						+ " instead, by name if there are several, or set "
						+ originals.stream()
							.flatMap((original) -> original.observations()
								.stream()
								.map((observation) -> "'" + observation.property(original.name()) + "'"))
							.distinct()
							.collect(Collectors.joining(" and "))
						+ " to false.",
				failure);
	}

}

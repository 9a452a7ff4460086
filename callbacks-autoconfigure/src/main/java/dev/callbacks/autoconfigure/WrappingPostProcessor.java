// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.function.BiFunction;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Replaces beans of a type by what makes their calls runs.
 */
final class WrappingPostProcessor<T> implements BeanPostProcessor {

	private final Class<T> type;

	private final BiFunction<String, T, Object> wrapping;

	/**
	 * A processor.
	 * @param type the type of the beans
	 * @param wrapping wraps a bean, whose name it is given
	 */
	WrappingPostProcessor(Class<T> type, BiFunction<String, T, Object> wrapping) {
		this.type = type;
		this.wrapping = wrapping;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return this.type.isInstance(bean) ? this.wrapping.apply(beanName, this.type.cast(bean)) : bean;
	}

}

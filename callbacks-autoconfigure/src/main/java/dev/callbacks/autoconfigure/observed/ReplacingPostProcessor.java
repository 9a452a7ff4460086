// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;

/**
 * A post-processor that may replace a bean, once: also in a circle of beans, of which one
 * is injected before it is complete.
 * <p>
 * <b>Thread-safety</b>: several threads may create beans.
 *
 * @since 0.1.0
 */
public abstract class ReplacingPostProcessor implements SmartInstantiationAwareBeanPostProcessor {

	/** The beans that were injected before they were complete. */
	private final Map<String, Object> early = new ConcurrentHashMap<>();

	@Override
	public final Object getEarlyBeanReference(Object bean, String beanName) {
		this.early.put(beanName, bean);
		return replace(bean, beanName);
	}

	@Override
	public final Object postProcessAfterInitialization(Object bean, String beanName) {
		return (this.early.remove(beanName) == bean) ? bean : replace(bean, beanName);
	}

	/**
	 * Replaces a bean, or leaves it.
	 * @param bean the bean
	 * @param beanName the name of the bean
	 * @return its replacement, or the bean
	 */
	protected abstract Object replace(Object bean, String beanName);

}

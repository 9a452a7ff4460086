// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;

/**
 * A post-processor that may put something in the place of a bean, once: also where beans
 * refer to each other in a circle, so that one of them is had before it is complete.
 * <p>
 * <b>Thread-safety</b>: beans may be made by several threads.
 *
 * @since 0.1.0
 */
public abstract class ReplacingPostProcessor implements SmartInstantiationAwareBeanPostProcessor {

	/** Beans that others got before they were complete. */
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
	 * @return what takes its place, or the bean
	 */
	protected abstract Object replace(Object bean, String beanName);

}

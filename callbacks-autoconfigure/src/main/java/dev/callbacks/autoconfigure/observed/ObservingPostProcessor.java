// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.callbacks.spi.ObservedBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * A post-processor that puts stand-ins in the places of beans whose calls are observed,
 * if that changes nothing for those who use the beans, or if the application has asked
 * for it.
 */
final class ObservingPostProcessor extends ReplacingPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(ObservingPostProcessor.class);

	private static final String SCOPED_TARGET = "scopedTarget.";

	private final ConfigurableListableBeanFactory beanFactory;

	private final List<BeanObservation<?>> observations;

	private final OriginalBeans originals;

	/**
	 * Creates a processor.
	 * @param beanFactory the factory of the beans, those of type {@link BeanObservation}
	 * included
	 */
	ObservingPostProcessor(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.observations = new ArrayList<>();
		// makes no other bean than these
		beanFactory.getBeansOfType(BeanObservation.class, false, false)
			.forEach((name, observation) -> this.observations.add(observation));
		this.originals = new OriginalBeans(beanFactory, this.observations);
		OriginalBeanResolver.install(beanFactory, this.originals);
	}

	@Override
	protected Object replace(Object bean, String beanName) {
		// of a scoped bean the target is observed
		if (bean instanceof ObservedBean || bean instanceof ScopedObject) {
			return bean;
		}
		String name = beanName.startsWith(SCOPED_TARGET) ? beanName.substring(SCOPED_TARGET.length()) : beanName;
		List<BeanObservation<?>> wanted = this.observations.stream()
			.filter((observation) -> observation.type().isInstance(bean))
			.filter((observation) -> !observation.beans().isExcluded(name, bean))
			.toList();
		return wanted.isEmpty() ? bean : observe(bean, name, isKnownByClass(bean, beanName), wanted);
	}

	private Object observe(Object bean, String name, boolean knownByClass, List<BeanObservation<?>> wanted) {
		String obstacle = StandIn.obstacle(bean.getClass());
		if (obstacle != null && knownByClass
				&& wanted.stream().noneMatch((observation) -> observation.isDemanded(name))) {
			return leave(bean, name, wanted, obstacle);
		}
		try {
			StandIn standIn = new StandIn(bean, name, wanted);
			Object created = (obstacle == null) ? standIn.ofItsClass() : standIn.ofItsInterfaces();
			if (obstacle != null && this.beanFactory.containsBean(name) && this.beanFactory.isSingleton(name)) {
				this.originals.add(name, bean, wanted);
			}
			wanted.forEach((observation) -> observation.beans()
				.observed(name,
						types(observation.beans(), wanted) + ((obstacle != null) ? ", by its interfaces" : "")));
			return created;
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Bean '{}' cannot be replaced", name, ex);
			return leave(bean, name, wanted, "it cannot be replaced: " + ex);
		}
	}

	private static Object leave(Object bean, String name, List<BeanObservation<?>> wanted, String reason) {
		wanted.forEach((observation) -> observation.beans().leftAlone(name, reason));
		return bean;
	}

	private static String types(ObservedBeans beans, List<BeanObservation<?>> wanted) {
		return wanted.stream()
			.filter((observation) -> observation.beans() == beans)
			.map((observation) -> observation.type().getSimpleName())
			.collect(Collectors.joining(" and "));
	}

	/**
	 * Whether somebody might ask for a bean by its class: if that has a name in the
	 * source, and the bean is not declared as one of its interfaces.
	 */
	private boolean isKnownByClass(Object bean, String beanName) {
		Class<?> beanClass = bean.getClass();
		if (beanClass.isHidden() || beanClass.isSynthetic() || Proxy.isProxyClass(beanClass)) {
			return false;
		}
		Class<?> declared = declaredType(beanName);
		return declared == null || !declared.isInterface();
	}

	private @Nullable Class<?> declaredType(String beanName) {
		if (!this.beanFactory.containsBeanDefinition(beanName)) {
			return null;
		}
		ResolvableType declared = this.beanFactory.getMergedBeanDefinition(beanName).getResolvableType();
		return declared.resolve();
	}

}

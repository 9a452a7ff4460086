// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The beans of another library and what becomes of each: observed, or left alone for a
 * reason. Says so in the log, once.
 */
final class ObservedBeans implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(ObservedBeans.class);

	private final String library;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<String, Boolean> demanded;

	private final Map<String, String> observed = new TreeMap<>();

	private final Map<String, String> leftAlone = new TreeMap<>();

	private final Map<String, Object> replaced = new ConcurrentHashMap<>();

	private final Set<Class<?>> types = ConcurrentHashMap.newKeySet();

	private boolean started;

	/**
	 * Creates the record.
	 * @param library whose beans they are
	 * @param demanded whether a bean is observed, by its name in uniform form
	 */
	ObservedBeans(String library, ConfigurableListableBeanFactory beanFactory, Map<String, Boolean> demanded) {
		this.library = library;
		this.beanFactory = beanFactory;
		this.demanded = new TreeMap<>();
		demanded.forEach((name, observe) -> this.demanded.put(HandlerNames.uniform(name), observe));
	}

	/**
	 * Adds an interface by which beans are observed.
	 */
	void add(Class<?> type) {
		this.types.add(type);
	}

	/**
	 * Puts what observes a bean in its place, if that changes nothing for those who use
	 * the bean.
	 * @param bean the bean
	 * @param type the interface by which it is observed
	 * @param observed observes it
	 * @param always whether the application has asked for it, even if the bean can then
	 * not be had by its class
	 * @return the bean, or what stands in its place
	 */
	Object observe(String name, Object bean, Class<?> type, Object observed, boolean always) {
		Boolean demand = this.demanded.get(HandlerNames.uniform(name));
		if (Boolean.FALSE.equals(demand)) {
			return leave(name, bean, "a property says so");
		}
		try {
			String obstacle = ClassPreservingProxy.obstacle(bean.getClass());
			if (obstacle == null) {
				Object proxy = ClassPreservingProxy.of(bean, type, observed);
				report(this.observed, name, type.getSimpleName());
				return proxy;
			}
			if (!always && !Boolean.TRUE.equals(demand) && isKnownByClass(name, bean.getClass())) {
				return leave(name, bean, obstacle);
			}
			Object standIn = coversAll(bean, observed) ? observed
					: ClassPreservingProxy.ofInterfaces(bean, type, observed);
			if (this.beanFactory.containsBean(name) && this.beanFactory.isSingleton(name)) {
				this.replaced.put(name, bean);
			}
			report(this.observed, name, type.getSimpleName() + ", by its interfaces");
			return standIn;
		}
		catch (Exception | LinkageError ex) {
			logger.debug("Bean '{}' cannot be replaced", name, ex);
			return leave(name, bean, "it cannot be replaced: " + ex);
		}
	}

	/**
	 * Whether somebody might ask for a bean by its class: if it has a name in the source,
	 * and the bean is not declared as one of its interfaces.
	 */
	private boolean isKnownByClass(String name, Class<?> beanClass) {
		if (beanClass.isHidden() || beanClass.isSynthetic() || java.lang.reflect.Proxy.isProxyClass(beanClass)) {
			return false;
		}
		if (!this.beanFactory.containsBeanDefinition(name)) {
			return true;
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(name);
		Class<?> declared = definition.getResolvableType().resolve();
		return declared == null || !declared.isInterface();
	}

	private static boolean coversAll(Object bean, Object observed) {
		return ClassUtils.getAllInterfacesAsSet(bean).stream().allMatch((type) -> type.isInstance(observed));
	}

	private Object leave(String name, Object bean, String reason) {
		report(this.leftAlone, name, reason);
		return bean;
	}

	/**
	 * Records what becomes of a bean.
	 */
	void observed(String name, String as) {
		report(this.observed, name, as);
	}

	boolean isExcluded(String name) {
		if (Boolean.FALSE.equals(this.demanded.get(HandlerNames.uniform(name)))) {
			report(this.leftAlone, name, "a property says so");
			return true;
		}
		return false;
	}

	private synchronized void report(Map<String, String> kind, String name, String what) {
		if (kind.put(name, what) == null && this.started) {
			logger.info("{}: bean '{}' is {}: {}", this.library, name,
					(kind == this.observed) ? "observed" : "left alone", what);
		}
	}

	@Override
	public synchronized void afterSingletonsInstantiated() {
		this.started = true;
		if (!this.observed.isEmpty() || !this.leftAlone.isEmpty()) {
			logger.info("{}: observed are {}; left alone are {}", this.library, this.observed, this.leftAlone);
		}
	}

	/**
	 * The bean itself, for whoever asks for it by its class, where something else stands
	 * in its place.
	 * @param required the class
	 * @return the one bean of that class, or {@code null}
	 */
	@Nullable Object original(Class<?> required) {
		if (required.isInterface() || this.types.stream().noneMatch((type) -> type.isAssignableFrom(required))) {
			return null;
		}
		for (String name : this.beanFactory.getBeanNamesForType(required, true, false)) {
			// it is replaced when it is made
			this.beanFactory.getBean(name);
		}
		Map<String, Object> found = new TreeMap<>(this.replaced);
		found.values().removeIf((bean) -> !required.isInstance(bean));
		if (found.size() != 1) {
			return null;
		}
		String name = found.keySet().iterator().next();
		report(this.leftAlone, name, "where it is injected as " + required.getName());
		return found.values().iterator().next();
	}

}

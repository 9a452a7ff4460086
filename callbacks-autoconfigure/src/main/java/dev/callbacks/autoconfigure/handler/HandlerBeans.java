// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackListener;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidHandlerException;
import dev.callbacks.event.EventType;
import dev.callbacks.spi.EventMethod;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.SettingSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * The handlers among the beans of one context: those of either kind, and those with
 * listener methods. A bean is one handler, named as the bean.
 */
final class HandlerBeans {

	private static final Logger logger = LoggerFactory.getLogger(HandlerBeans.class);

	private final ConfigurableListableBeanFactory beanFactory;

	HandlerBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Finds the handlers, in their order.
	 */
	List<HandlerDescriptor> find() {
		List<String> names = new ArrayList<>();
		for (Iterator<String> all = this.beanFactory.getBeanNamesIterator(); all.hasNext();) {
			names.add(all.next());
		}
		List<Ranked> found = new ArrayList<>();
		for (String name : names) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : typeOf(name);
			if (type != null && isCandidate(name)) {
				HandlerDescriptor descriptor = describe(name, type);
				if (descriptor != null) {
					found.add(new Ranked(descriptor, orderOf(name, descriptor)));
				}
			}
		}
		Collections.sort(found);
		List<HandlerDescriptor> descriptors = new ArrayList<>();
		for (Ranked handler : found) {
			descriptors.add(handler.descriptor());
		}
		return descriptors;
	}

	private @Nullable Class<?> typeOf(String name) {
		try {
			Class<?> type = declaredType(name);
			return (type != null && (Handler.class.isAssignableFrom(type) || mayListen(type))) ? type : null;
		}
		catch (RuntimeException | LinkageError ex) {
			// the class of a lazy bean may not be there; if it is needed, its creation
			// says so
			logger.debug("The type of bean '{}' cannot be determined, so it is not looked at for handlers", name, ex);
			return null;
		}
	}

	/**
	 * Returns the type of a bean as far as it is known without creating the bean. An
	 * object that was registered without a definition may be a proxy, and the proxy of a
	 * scope stands for another bean.
	 */
	private @Nullable Class<?> declaredType(String name) {
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, name);
		if (type != null && ScopedObject.class.isAssignableFrom(type)) {
			return AutoProxyUtils.determineTargetClass(this.beanFactory, ScopedProxyUtils.getTargetBeanName(name));
		}
		Object singleton = this.beanFactory.containsBeanDefinition(name) ? null : this.beanFactory.getSingleton(name);
		return AopUtils.isAopProxy(singleton) ? AopUtils.getTargetClass(singleton) : type;
	}

	private static boolean mayListen(Class<?> type) {
		return !type.getName().startsWith("org.springframework.")
				&& AnnotationUtils.isCandidateClass(type, CallbackListener.class);
	}

	/**
	 * Whether the bean would be injected where a list of its kind is.
	 */
	private boolean isCandidate(String name) {
		if (!this.beanFactory.containsBeanDefinition(name)) {
			return true;
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(name);
		return !definition.isAbstract() && definition.isAutowireCandidate()
				&& (!(definition instanceof AbstractBeanDefinition candidate) || candidate.isDefaultCandidate());
	}

	/**
	 * Describes a handler. One that implements an interface of ours exists by now, so
	 * that its class is known even if a bean method declares less.
	 */
	private @Nullable HandlerDescriptor describe(String name, Class<?> type) {
		if (Handler.class.isAssignableFrom(type)) {
			// a bean method may have returned null, which then is no handler
			if (!(this.beanFactory.getBean(name) instanceof Handler handler)) {
				return null;
			}
			Class<?> target = ClassUtils.getUserClass(targetClass(handler));
			return descriptor(name, handler, target, handler, listeners(name, target));
		}
		List<ListenerMethod> listeners = listeners(name, type);
		return listeners.isEmpty() ? null
				: descriptor(name, new Object(), ClassUtils.getUserClass(type), null, listeners);
	}

	/**
	 * Returns the class behind a proxy. That of a scope may know only the interface that
	 * the bean method declares, as long as nobody has asked it for the object.
	 */
	private static Class<?> targetClass(Handler handler) {
		Class<?> type = AopUtils.getTargetClass(handler);
		Object target = type.isInterface() ? target(handler) : null;
		return (target != null) ? AopUtils.getTargetClass(target) : type;
	}

	/**
	 * Returns the object behind any proxy. There is none behind that of a scope which is
	 * not active.
	 */
	private static @Nullable Object target(Object bean) {
		Object target = bean;
		try {
			while (target instanceof Advised proxy) {
				Object behind = proxy.getTargetSource().getTarget();
				if (behind == null) {
					return target;
				}
				target = behind;
			}
			return target;
		}
		catch (Exception ex) {
			logger.debug("The object behind a proxy cannot be had, so what it says of itself has no effect", ex);
			return null;
		}
	}

	private static HandlerDescriptor descriptor(String name, Object identity, Class<?> type, @Nullable Handler handler,
			List<ListenerMethod> listeners) {
		Map<EventType, List<EventMethod>> methods = new EnumMap<>(EventType.class);
		boolean awaited = false;
		boolean blocking = false;
		for (ListenerMethod listener : listeners) {
			awaited |= listener.isAwaited();
			blocking |= !listener.isAwaited();
			for (EventType event : listener.types()) {
				methods.computeIfAbsent(event, (key) -> new ArrayList<>()).add(listener);
			}
		}
		return new HandlerDescriptor(name, identity, type, handler, methods, blocking, awaited, HandlerSettings.none())
			.withSettings(SettingSource.ANNOTATION, HandlerSettings.of(type))
			.withSettings(SettingSource.HANDLER, settings(name, type, handler));
	}

	/**
	 * Returns the handler's own settings. They are read from the object behind any proxy:
	 * an advice may not know what to do with a method that is no event's.
	 */
	private static HandlerSettings settings(String name, Class<?> type, @Nullable Handler handler) {
		if (handler == null) {
			return HandlerSettings.none();
		}
		if (type.isAnnotationPresent(Async.class) && handler instanceof CallbackHandler) {
			logger.warn(
					"Handler '{}' is @Async: its events come on other threads, out of their order, and nothing waits"
							+ " for it. Remove the annotation; handlers that block have an executor of their own",
					name);
		}
		boolean isSaid = ClassUtils.getMethod(type, "settings").getDeclaringClass() != Handler.class;
		Object target = isSaid ? target(handler) : null;
		if (target == null) {
			return HandlerSettings.none();
		}
		try {
			Handler asked = (target instanceof Handler behind) ? behind : handler;
			return Objects.requireNonNull(asked.settings(), "it returned null");
		}
		catch (RuntimeException ex) {
			throw new InvalidHandlerException("The method settings() of handler '" + name + "' (" + type.getName()
					+ ") failed: " + ex.getMessage(), ex);
		}
	}

	private List<ListenerMethod> listeners(String name, Class<?> type) {
		if (!mayListen(type)) {
			return List.of();
		}
		Set<Method> methods = MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.hasAnnotation(method, CallbackListener.class));
		if (methods.isEmpty()) {
			return List.of();
		}
		Object existing = this.beanFactory.containsSingleton(name) ? this.beanFactory.getBean(name) : null;
		if (existing != null && existing.equals(null)) {
			return List.of();
		}
		return methods.stream()
			.sorted(Comparator.comparing(Method::getName).thenComparing(Method::toGenericString))
			.map((method) -> listener(name, existing, method, type))
			.toList();
	}

	private ListenerMethod listener(String name, @Nullable Object existing, Method method, Class<?> type) {
		if (existing != null) {
			ListenerMethod.invocable(method, existing.getClass());
		}
		return new ListenerMethod(() -> this.beanFactory.getBean(name), method, type);
	}

	private int orderOf(String name, HandlerDescriptor descriptor) {
		Object bean = descriptor.handler();
		if (bean == null && this.beanFactory.containsSingleton(name)) {
			bean = this.beanFactory.getBean(name);
		}
		if (bean instanceof Ordered && target(bean) instanceof Ordered ordered) {
			return ordered.getOrder();
		}
		String scoped = ScopedProxyUtils.getTargetBeanName(name);
		String defined = this.beanFactory.containsBeanDefinition(scoped) ? scoped : name;
		if (this.beanFactory.containsBeanDefinition(defined)) {
			BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(defined);
			Object attribute = definition.getAttribute(AbstractBeanDefinition.ORDER_ATTRIBUTE);
			if (attribute instanceof Integer order) {
				return order;
			}
			Method factory = (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
			Integer order = (factory != null) ? OrderUtils.getOrder(factory) : null;
			if (order != null) {
				return order;
			}
		}
		Integer order = OrderUtils.getOrder(descriptor.handlerClass());
		return (order != null) ? order : Ordered.LOWEST_PRECEDENCE;
	}

	private record Ranked(HandlerDescriptor descriptor, int order) implements Comparable<Ranked> {

		@Override
		public int compareTo(Ranked other) {
			return Integer.compare(this.order, other.order);
		}
	}

}

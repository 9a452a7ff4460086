// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.spi.EventMethod;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a bean that listens. The bean is looked up at the first event, so that a
 * lazy one stays so.
 */
final class ListenerMethod implements EventMethod {

	private final Supplier<Object> bean;

	private final Method method;

	private final List<EventType> types;

	private final @Nullable ReactiveAdapter adapter;

	private volatile @Nullable Target target;

	/**
	 * Creates the method of a bean.
	 * @param type the class of the bean, which may bind what the method leaves generic
	 */
	ListenerMethod(Supplier<Object> bean, Method method, Class<?> type) {
		this.bean = bean;
		this.method = method;
		this.types = types(method, type);
		this.adapter = adapter(method);
	}

	private static List<EventType> types(Method method, Class<?> beanClass) {
		if (method.getParameterCount() != 1) {
			throw invalid(method, "takes " + method.getParameterCount() + " parameters, not one");
		}
		Class<?> parameter = ResolvableType.forMethodParameter(method, 0, beanClass)
			.resolve(method.getParameterTypes()[0]);
		List<EventType> types = Arrays.stream(EventType.values())
			.filter((type) -> CallbackEvent.class.isAssignableFrom(parameter)
					&& parameter.isAssignableFrom(type.recordType()))
			.toList();
		if (types.isEmpty()) {
			throw invalid(method, "takes a " + parameter.getName() + ", which is no event");
		}
		return types;
	}

	private static @Nullable ReactiveAdapter adapter(Method method) {
		Class<?> returned = method.getReturnType();
		if (returned == void.class || CompletionStage.class.isAssignableFrom(returned)) {
			return null;
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned);
		if (adapter == null) {
			throw invalid(method, "returns a " + returned.getName() + ", which can neither be ignored nor awaited");
		}
		return adapter;
	}

	private static CallbackConfigurationException invalid(Method method, String fault) {
		return new CallbackConfigurationException("The listener method " + method.toGenericString() + " " + fault,
				"Give the method one parameter, an event or a supertype of events, and let it return void, a "
						+ "CompletionStage, or a reactive type.");
	}

	List<EventType> types() {
		return this.types;
	}

	boolean isAwaited() {
		return this.method.getReturnType() != void.class;
	}

	@Override
	public @Nullable CompletionStage<?> call(CallbackEvent event) throws Throwable {
		Target target = target();
		Object returned;
		try {
			returned = target.method().invoke(target.bean(), event);
		}
		catch (InvocationTargetException ex) {
			throw (ex.getTargetException() != null) ? ex.getTargetException() : ex;
		}
		if (returned == null || returned instanceof CompletionStage<?> || this.adapter == null) {
			return (CompletionStage<?>) returned;
		}
		return Mono.when(this.adapter.toPublisher(returned)).toFuture();
	}

	private Target target() {
		Target target = this.target;
		if (target == null) {
			Object bean = this.bean.get();
			target = new Target(bean, invocable(this.method, bean.getClass()));
			this.target = target;
		}
		return target;
	}

	/**
	 * Returns the method as it can be called on a bean, which may be a proxy.
	 */
	static Method invocable(Method method, Class<?> beanClass) {
		try {
			Method invocable = AopUtils.selectInvocableMethod(method, beanClass);
			if (SpringProxy.class.isAssignableFrom(beanClass) && !isOverridable(invocable, beanClass)) {
				// it would work on the fields of the proxy, which are empty
				throw new IllegalStateException("no proxy can override it");
			}
			ReflectionUtils.makeAccessible(invocable);
			return invocable;
		}
		catch (IllegalStateException ex) {
			throw invalid(method, "cannot be called through the bean's proxy: " + ex.getMessage());
		}
	}

	private static boolean isOverridable(Method method, Class<?> proxyClass) {
		int modifiers = method.getModifiers();
		boolean isSeen = Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)
				|| method.getDeclaringClass().getPackageName().equals(proxyClass.getPackageName());
		return Modifier.isStatic(modifiers) || (isSeen && !Modifier.isFinal(modifiers));
	}

	private record Target(Object bean, Method method) {
	}

}

// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import dev.callbacks.langchain4j.ObservedBean;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.cglib.core.SpringNamingPolicy;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.core.NativeDetector;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * An object in place of a bean, of the bean's class. Calls of the methods of some types
 * go to observed views of the bean, all others to the bean. Exceptions pass as they are,
 * checked ones that are not declared included.
 */
final class StandIn {

	private static final SpringObjenesis objenesis = new SpringObjenesis();

	private final Object bean;

	private final Map<Class<?>, UnaryOperator<Object>> views;

	private final Map<Class<?>, Object> observed = new ConcurrentHashMap<>();

	/**
	 * A stand-in.
	 * @param bean the bean
	 * @param views observe the bean as one of a type, when a method of that is called
	 * first
	 */
	StandIn(Object bean, Map<Class<?>, UnaryOperator<Object>> views) {
		this.bean = bean;
		this.views = views;
	}

	Object create() {
		Class<?> beanClass = this.bean.getClass();
		if (beanClass.isHidden() || Proxy.isProxyClass(beanClass)) {
			return interfaceProxy();
		}
		Class<?> userClass = ClassUtils.getUserClass(beanClass);
		if (Modifier.isFinal(userClass.getModifiers())) {
			throw new NotPossibleException("its class " + userClass.getName() + " is final", null);
		}
		for (Method method : ReflectionUtils.getAllDeclaredMethods(userClass)) {
			if (hidesBean(method)) {
				throw new NotPossibleException(
						"method " + method.getName() + " of its class " + userClass.getName() + " is final", null);
			}
		}
		if (NativeDetector.inNativeImage()) {
			throw new NotPossibleException("no classes are made in a native image", null);
		}
		try {
			return classProxy(userClass);
		}
		catch (RuntimeException | LinkageError ex) {
			throw new NotPossibleException("no subclass of " + userClass.getName() + " can be made: " + ex, ex);
		}
	}

	/**
	 * A final method would run on the stand-in, which has none of the bean's state.
	 */
	private static boolean hidesBean(Method method) {
		int modifiers = method.getModifiers();
		return Modifier.isFinal(modifiers) && !Modifier.isStatic(modifiers) && !Modifier.isPrivate(modifiers)
				&& method.getDeclaringClass() != Object.class;
	}

	private Object interfaceProxy() {
		InvocationHandler handler = (proxy, method, args) -> call(proxy, method, (args != null) ? args : new Object[0]);
		return Proxy.newProxyInstance(this.bean.getClass().getClassLoader(), interfaces().toArray(Class<?>[]::new),
				handler);
	}

	private Object classProxy(Class<?> userClass) {
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(userClass);
		enhancer.setInterfaces(interfaces().toArray(Class<?>[]::new));
		enhancer.setClassLoader(userClass.getClassLoader());
		enhancer.setNamingPolicy(SpringNamingPolicy.INSTANCE);
		enhancer.setUseFactory(true);
		enhancer.setCallbackType(MethodInterceptor.class);
		Object proxy = objenesis.newInstance((Class<?>) enhancer.createClass());
		MethodInterceptor interceptor = (proxyItself, method, args, superCall) -> call(proxyItself, method, args);
		((Factory) proxy).setCallback(0, interceptor);
		return proxy;
	}

	private Set<Class<?>> interfaces() {
		Set<Class<?>> interfaces = new LinkedHashSet<>(ClassUtils.getAllInterfacesForClassAsSet(this.bean.getClass()));
		interfaces.add(ObservedBean.class);
		return interfaces;
	}

	private @Nullable Object call(Object self, Method method, Object[] args) throws Throwable {
		if (ReflectionUtils.isEqualsMethod(method)) {
			return self == args[0]
					|| this.bean.equals((args[0] instanceof ObservedBean its) ? its.observedBean() : args[0]);
		}
		if (method.getDeclaringClass() == ObservedBean.class) {
			return this.bean;
		}
		try {
			for (Class<?> type : this.views.keySet()) {
				Method observed = ReflectionUtils.findMethod(type, method.getName(), method.getParameterTypes());
				if (observed != null) {
					return observed.invoke(observed(type), args);
				}
			}
			ReflectionUtils.makeAccessible(method);
			return method.invoke(this.bean, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * The observed view, or the bean itself as long as what observes it cannot be made.
	 */
	private Object observed(Class<?> type) {
		Object observed = this.observed.get(type);
		if (observed != null) {
			return observed;
		}
		try {
			observed = Objects.requireNonNull(this.views.get(type)).apply(this.bean);
		}
		catch (BeansException | IllegalStateException ex) {
			return this.bean;
		}
		this.observed.put(type, observed);
		return observed;
	}

	/**
	 * Thrown if there can be no stand-in.
	 */
	@SuppressWarnings("serial")
	static final class NotPossibleException extends RuntimeException {

		NotPossibleException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}

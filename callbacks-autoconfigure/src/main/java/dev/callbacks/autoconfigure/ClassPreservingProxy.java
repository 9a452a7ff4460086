// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.cglib.core.SpringNamingPolicy;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.cglib.proxy.MethodProxy;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A stand-in for a bean, of the bean's own class where that can be extended. Methods of
 * the observed type go to an object that observes them, all others to the bean. Unlike a
 * proxy of Spring AOP it lets through whatever exception the bean throws, declared or
 * not.
 */
final class ClassPreservingProxy implements MethodInterceptor {

	private static final SpringObjenesis objenesis = new SpringObjenesis();

	private final Object bean;

	private final Class<?> type;

	private final Object observed;

	private final Map<Method, Target> targets = new ConcurrentHashMap<>();

	private ClassPreservingProxy(Object bean, Class<?> type, Object observed) {
		this.bean = bean;
		this.type = type;
		this.observed = observed;
	}

	/**
	 * The reason why a class cannot be extended, or {@code null} if it can be.
	 */
	static @Nullable String obstacle(Class<?> beanClass) {
		Class<?> type = ClassUtils.getUserClass(beanClass);
		if (Modifier.isFinal(type.getModifiers())) {
			return type.getName() + " is final";
		}
		if (type.isSealed() || type.isHidden()) {
			return type.getName() + " cannot be extended";
		}
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			for (Method method : current.getDeclaredMethods()) {
				int modifiers = method.getModifiers();
				if (Modifier.isFinal(modifiers) && !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers)) {
					return type.getName() + " has a final method '" + method.getName() + "'";
				}
			}
		}
		return Arrays.stream(type.getFields()).allMatch((field) -> Modifier.isStatic(field.getModifiers())) ? null
				: type.getName() + " has a public field";
	}

	/**
	 * Creates a stand-in of the bean's class.
	 */
	static Object of(Object bean, Class<?> type, Object observed) {
		return create(ClassUtils.getUserClass(bean), bean, type, observed);
	}

	/**
	 * Creates a stand-in that has the interfaces of the bean only.
	 */
	static Object ofInterfaces(Object bean, Class<?> type, Object observed) {
		return create(Object.class, bean, type, observed);
	}

	private static Object create(Class<?> superclass, Object bean, Class<?> type, Object observed) {
		Set<Class<?>> interfaces = new LinkedHashSet<>(ClassUtils.getAllInterfacesAsSet(bean));
		interfaces.remove(Factory.class);
		interfaces.removeIf((its) -> its.isAssignableFrom(superclass));
		Enhancer enhancer = new Enhancer();
		enhancer.setClassLoader((superclass != Object.class) ? superclass.getClassLoader() : type.getClassLoader());
		enhancer.setSuperclass(superclass);
		enhancer.setInterfaces(interfaces.toArray(Class<?>[]::new));
		enhancer.setNamingPolicy(SpringNamingPolicy.INSTANCE);
		enhancer.setUseCache(false);
		enhancer.setCallbackType(ClassPreservingProxy.class);
		Class<?> proxyClass = enhancer.createClass();
		Factory proxy = (Factory) objenesis.newInstance(proxyClass, false);
		proxy.setCallbacks(new Callback[] { new ClassPreservingProxy(bean, type, observed) });
		return proxy;
	}

	@Override
	public @Nullable Object intercept(Object proxy, Method method, Object[] arguments, MethodProxy methodProxy)
			throws Throwable {
		if (ReflectionUtils.isEqualsMethod(method)) {
			return proxy == arguments[0] || this.bean.equals(unwrap(arguments[0]));
		}
		Target target = this.targets.computeIfAbsent(method, this::target);
		Object result = AopUtils.invokeJoinpointUsingReflection(target.object(), target.method(), arguments);
		return (result == this.bean && method.getReturnType().isInstance(proxy)) ? proxy : result;
	}

	private static @Nullable Object unwrap(@Nullable Object other) {
		return (other instanceof Factory factory && factory.getCallbacks()[0] instanceof ClassPreservingProxy proxy)
				? proxy.bean : other;
	}

	private Target target(Method method) {
		Method its = ReflectionUtils.isObjectMethod(method) ? null
				: ClassUtils.getMethodIfAvailable(this.type, method.getName(), method.getParameterTypes());
		return (its != null) ? new Target(this.observed, its) : new Target(this.bean, method);
	}

	private record Target(Object object, Method method) {

	}

}

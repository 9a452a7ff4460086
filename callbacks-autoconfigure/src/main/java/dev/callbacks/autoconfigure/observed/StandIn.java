// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.spi.ObservedBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeansException;
import org.springframework.cglib.core.SpringNamingPolicy;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.cglib.proxy.MethodProxy;
import org.springframework.core.NativeDetector;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * An object in the place of a bean, of the bean's own class where that can be extended.
 * Methods of the observed types go to views of the bean that observe it, all others to
 * the bean. Unlike a proxy of Spring AOP it lets through whatever exception the bean
 * throws, declared or not.
 */
final class StandIn implements MethodInterceptor {

	private static final Logger logger = LoggerFactory.getLogger(StandIn.class);

	private static final SpringObjenesis objenesis = new SpringObjenesis();

	private final Object bean;

	private final String name;

	private final List<BeanObservation<?>> observations;

	private final Map<BeanObservation<?>, Object> views = new ConcurrentHashMap<>();

	private final Map<Method, Route> routes = new ConcurrentHashMap<>();

	/**
	 * Creates the handler of a stand-in's calls.
	 * @param bean the bean
	 * @param name the name of the bean
	 * @param observations the ways in which it is observed
	 */
	StandIn(Object bean, String name, List<BeanObservation<?>> observations) {
		this.bean = bean;
		this.name = name;
		this.observations = observations;
	}

	/**
	 * Returns the reason why a class cannot be extended, or {@code null} if it can be.
	 */
	static @Nullable String obstacle(Class<?> beanClass) {
		Class<?> type = ClassUtils.getUserClass(beanClass);
		if (Modifier.isFinal(type.getModifiers())) {
			return type.getName() + " is final";
		}
		if (type.isSealed() || type.isHidden()) {
			return type.getName() + " cannot be extended";
		}
		if (Arrays.stream(type.getDeclaredConstructors())
			.allMatch((constructor) -> Modifier.isPrivate(constructor.getModifiers()))) {
			return type.getName() + " has private constructors only";
		}
		// final methods and fields would be those of the stand-in, which has none of the
		// bean's state
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			for (Method method : current.getDeclaredMethods()) {
				int modifiers = method.getModifiers();
				if (Modifier.isFinal(modifiers) && !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers)) {
					return type.getName() + " has a final method '" + method.getName() + "'";
				}
			}
			for (Field field : current.getDeclaredFields()) {
				if (isRead(field)) {
					return type.getName() + " has a field '" + field.getName() + "' that is not private";
				}
			}
		}
		return null;
	}

	/**
	 * Whether others read a field of the object itself. One that is protected is for
	 * subclasses.
	 */
	private static boolean isRead(Field field) {
		int hidden = Modifier.STATIC | Modifier.PRIVATE | Modifier.PROTECTED;
		return (field.getModifiers() & hidden) == 0 && !field.isSynthetic();
	}

	/**
	 * Creates a stand-in of the bean's class.
	 */
	Object ofItsClass() {
		Class<?> superclass = ClassUtils.getUserClass(this.bean);
		Set<Class<?>> interfaces = interfaces();
		interfaces.removeIf((type) -> type.isAssignableFrom(superclass));
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(superclass);
		return create(enhancer, superclass.getClassLoader(), interfaces);
	}

	/**
	 * Creates a stand-in that has the interfaces of the bean only. An interface that is
	 * not public must be in the same package.
	 */
	Object ofItsInterfaces() {
		Set<Class<?>> interfaces = interfaces();
		Enhancer enhancer = new Enhancer();
		enhancer.setContextClass(interfaces.stream()
			.filter((type) -> !Modifier.isPublic(type.getModifiers()))
			.findFirst()
			.orElse(ObservedBean.class));
		return create(enhancer, this.bean.getClass().getClassLoader(), interfaces);
	}

	/**
	 * Returns the interfaces, ours first, since the first one gives a stand-in its
	 * package.
	 */
	private Set<Class<?>> interfaces() {
		Set<Class<?>> interfaces = new LinkedHashSet<>();
		interfaces.add(ObservedBean.class);
		interfaces.addAll(ClassUtils.getAllInterfacesAsSet(this.bean));
		interfaces.remove(Factory.class);
		return interfaces;
	}

	private Object create(Enhancer enhancer, ClassLoader classLoader, Set<Class<?>> interfaces) {
		if (NativeDetector.inNativeImage()) {
			throw new IllegalStateException("no classes are made in a native image");
		}
		enhancer.setClassLoader(classLoader);
		enhancer.setInterfaces(interfaces.toArray(Class<?>[]::new));
		enhancer.setNamingPolicy(SpringNamingPolicy.INSTANCE);
		enhancer.setCallbackType(StandIn.class);
		Factory standIn = (Factory) objenesis.newInstance((Class<?>) enhancer.createClass());
		standIn.setCallback(0, this);
		return standIn;
	}

	@Override
	public @Nullable Object intercept(Object standIn, Method method, Object[] arguments, MethodProxy methodProxy)
			throws Throwable {
		if (method.getDeclaringClass() == ObservedBean.class) {
			return this.bean;
		}
		if (ReflectionUtils.isEqualsMethod(method)) {
			return standIn == arguments[0] || this.bean.equals(unwrap(arguments[0]));
		}
		Route route = this.routes.computeIfAbsent(method, this::route);
		Object target = (route.observation() != null) ? view(route.observation()) : this.bean;
		Object result = AopUtils.invokeJoinpointUsingReflection(target, route.method(), arguments);
		return (result == this.bean && method.getReturnType().isInstance(standIn)) ? standIn : result;
	}

	private static @Nullable Object unwrap(@Nullable Object other) {
		return (other instanceof ObservedBean observed) ? observed.observedBean() : other;
	}

	private Route route(Method method) {
		if (!ReflectionUtils.isObjectMethod(method)) {
			for (BeanObservation<?> observation : this.observations) {
				Method observed = ClassUtils.getMethodIfAvailable(observation.type(), method.getName(),
						method.getParameterTypes());
				if (observed != null) {
					return new Route(observation, observed);
				}
			}
		}
		return new Route(null, method);
	}

	/**
	 * Returns the view of the bean, or the bean itself as long as no view can be made.
	 */
	private Object view(BeanObservation<?> observation) {
		Object view = this.views.get(observation);
		if (view == null) {
			try {
				view = observation.observe(this.name, this.bean);
			}
			catch (BeansException | IllegalStateException ex) {
				logger.debug("A call of bean '{}' is not observed", this.name, ex);
				return this.bean;
			}
			this.views.put(observation, view);
		}
		return view;
	}

	/**
	 * The way of a call.
	 *
	 * @param observation the observation to whose view it goes, or {@code null} if it
	 * goes to the bean
	 * @param method the method to call
	 */
	private record Route(@Nullable BeanObservation<?> observation, Method method) {

	}

}

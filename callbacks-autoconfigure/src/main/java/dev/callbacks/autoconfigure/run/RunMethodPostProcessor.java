// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.run;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallbackRun;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * A post-processor that puts a proxy, or one more advice of a proxy that is there, around
 * beans that have methods with {@link CallbackRun}. The advice is the innermost, so that
 * a run begins on the thread that {@code @Async} hops to. Without such beans nothing that
 * makes proxies is loaded.
 */
final class RunMethodPostProcessor implements BeanPostProcessor, Ordered {

	private final ObjectProvider<CallbackManager> manager;

	private final ConfigurableBeanFactory beanFactory;

	private final Environment environment;

	/** Set by the first bean that needs it; a second one by a race does no harm. */
	private volatile @Nullable BeanPostProcessor proxying;

	RunMethodPostProcessor(ObjectProvider<CallbackManager> manager, ConfigurableBeanFactory beanFactory,
			Environment environment) {
		this.manager = manager;
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopUtils.getTargetClass(bean);
		Set<Method> runs = mayHaveRuns(type) ? runs(type) : Set.of();
		if (runs.isEmpty()) {
			return bean;
		}
		try {
			return proxying().postProcessAfterInitialization(bean, beanName);
		}
		catch (AopConfigException ex) {
			throw invalid(runs.iterator().next(), "no proxy can extend its class");
		}
	}

	/**
	 * Whether it is worth looking at the methods; Spring looks for its own listener
	 * methods in the same classes.
	 */
	private static boolean mayHaveRuns(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, CallbackRun.class)
				&& (!type.getName().startsWith("org.springframework.")
						|| AnnotatedElementUtils.isAnnotated(type, Component.class));
	}

	private static Set<Method> runs(Class<?> type) {
		Map<Method, CallbackRun> methods = MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, CallbackRun.class));
		for (Map.Entry<Method, CallbackRun> method : methods.entrySet()) {
			check(method.getKey(), method.getValue().kind());
		}
		return methods.keySet();
	}

	private static void check(Method method, RunKind kind) {
		if (kind == RunKind.CHAT_MODEL || kind == RunKind.LLM) {
			throw invalid(method, "is of kind " + kind);
		}
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers)) {
			throw invalid(method, "no proxy can override it");
		}
	}

	private static CallbackConfigurationException invalid(Method method, String fault) {
		return new CallbackConfigurationException(
				"The method " + method.toGenericString() + " has @CallbackRun but " + fault,
				"Put the annotation on a method that a proxy can override, neither private nor static nor final, of a"
						+ " class that is not final, as records are, and give it a kind other than that of a model, whose"
						+ " runs the model makes itself.");
	}

	private BeanPostProcessor proxying() {
		BeanPostProcessor proxying = this.proxying;
		if (proxying == null) {
			proxying = new Proxying(this.manager, this.beanFactory,
					this.environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
			this.proxying = proxying;
		}
		return proxying;
	}

	private static final class Proxying extends AbstractBeanFactoryAwareAdvisingPostProcessor {

		private Proxying(ObjectProvider<CallbackManager> manager, ConfigurableBeanFactory beanFactory,
				boolean proxyTargetClass) {
			this.advisor = new DefaultPointcutAdvisor(new AnnotationMatchingPointcut(null, CallbackRun.class, true),
					new RunMethodInterceptor(manager::getObject));
			setProxyTargetClass(proxyTargetClass);
			setBeanFactory(beanFactory);
			ClassLoader classLoader = beanFactory.getBeanClassLoader();
			if (classLoader != null) {
				setBeanClassLoader(classLoader);
			}
		}

	}

}

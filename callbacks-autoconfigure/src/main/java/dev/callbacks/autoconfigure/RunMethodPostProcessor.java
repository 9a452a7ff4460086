/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallbackRun;
import dev.callbacks.event.RunKind;

import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Puts a proxy, or one more advice of a proxy that is there, around beans that have
 * methods with {@link CallbackRun}. The advice is the innermost, so that a run begins on
 * the thread that {@code @Async} hops to.
 */
final class RunMethodPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	RunMethodPostProcessor(ObjectProvider<CallbackManager> manager, boolean proxyTargetClass) {
		this.advisor = new DefaultPointcutAdvisor(new AnnotationMatchingPointcut(null, CallbackRun.class, true),
				new RunMethodInterceptor(manager::getObject));
		setProxyTargetClass(proxyTargetClass);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopUtils.getTargetClass(bean);
		if (AnnotationUtils.isCandidateClass(type, CallbackRun.class)) {
			check(type);
		}
		return super.postProcessAfterInitialization(bean, beanName);
	}

	private static void check(Class<?> type) {
		Map<Method, CallbackRun> methods = MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, CallbackRun.class));
		methods.forEach((method, run) -> {
			if (run.kind() == RunKind.CHAT_MODEL || run.kind() == RunKind.LLM) {
				throw new InvalidRunMethodException(method, "is of kind " + run.kind());
			}
			int modifiers = method.getModifiers();
			if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers)) {
				throw new InvalidRunMethodException(method, "no proxy can override it");
			}
		});
	}

}

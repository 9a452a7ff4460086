// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import dev.callbacks.CallbackListener;
import dev.callbacks.Handler;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * A processor that lets a native image keep the methods of handlers: the engine looks at
 * which of them a class overrides, and calls listener methods by reflection.
 */
final class HandlerAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
		boolean handles = Handler.class.isAssignableFrom(type) || (!type.getName().startsWith("org.springframework.")
				&& AnnotationUtils.isCandidateClass(type, CallbackListener.class));
		return handles
				? (context, code) -> context.getRuntimeHints()
					.reflection()
					.registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS, MemberCategory.INVOKE_DECLARED_METHODS)
				: null;
	}

}

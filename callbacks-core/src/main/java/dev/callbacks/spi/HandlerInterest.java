// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.EnumSet;
import java.util.Set;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.event.EventType;

/**
 * The events that a class of handlers wants, found once from the methods that it
 * overrides.
 */
final class HandlerInterest {

	private static final ClassValue<Set<EventType>> INTERESTS = new ClassValue<>() {

		@Override
		protected Set<EventType> computeValue(Class<?> type) {
			return overridden(type);
		}

	};

	private HandlerInterest() {
	}

	static Set<EventType> of(Class<?> handlerClass) {
		return INTERESTS.get(handlerClass);
	}

	private static Set<EventType> overridden(Class<?> type) {
		if (Proxy.isProxyClass(type) || type.isInterface()) {
			// the class behind a proxy is unknown
			return EnumSet.allOf(EventType.class);
		}
		Set<EventType> overridden = EnumSet.noneOf(EventType.class);
		for (Method method : type.getMethods()) {
			if (isOwn(method) && method.getName().equals("onEvent")) {
				return EnumSet.allOf(EventType.class);
			}
			if (isOwn(method)) {
				add(method, overridden);
			}
		}
		return overridden;
	}

	private static void add(Method method, Set<EventType> overridden) {
		if (method.getParameterCount() == 1) {
			for (EventType event : EventType.values()) {
				if (isFor(method, event)) {
					overridden.add(event);
				}
			}
		}
	}

	private static boolean isOwn(Method method) {
		Class<?> declaring = method.getDeclaringClass();
		return declaring != CallbackHandler.class && declaring != AsyncCallbackHandler.class;
	}

	private static boolean isFor(Method method, EventType event) {
		Class<?> recordType = event.recordType();
		return method.getParameterTypes()[0] == recordType
				&& method.getName().equals("on" + recordType.getSimpleName());
	}

}

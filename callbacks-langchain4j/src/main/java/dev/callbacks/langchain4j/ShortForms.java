// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.reflect.Proxy;

/**
 * The short forms of a method, which upstream's interfaces make of the long one. A class
 * may have versions of its own, which do something else.
 */
final class ShortForms {

	private ShortForms() {
	}

	/**
	 * Whether the class of an object has a version of its own.
	 */
	static boolean isOwn(Object object, String method, Class<?>... arguments) {
		Class<?> type = Names.userClass(object.getClass());
		if (Proxy.isProxyClass(type)) {
			return false;
		}
		try {
			return !type.getMethod(method, arguments).getDeclaringClass().isInterface();
		}
		catch (NoSuchMethodException | LinkageError ex) {
			return false;
		}
	}

}

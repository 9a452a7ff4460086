// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.lang.reflect.Method;

/**
 * The calls of a method cannot be runs.
 *
 * @since 0.1.0
 */
public final class InvalidRunMethodException extends CallbackConfigurationException {

	InvalidRunMethodException(Method method, String fault) {
		super("The method " + method.toGenericString() + " has @CallbackRun but " + fault,
				"Put the annotation on a method that a proxy can override, neither private nor static nor final, and"
						+ " give it a kind other than that of a model, whose runs the model makes itself.",
				null);
	}

}

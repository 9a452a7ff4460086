// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.lang.reflect.Method;

/**
 * A method cannot be a listener.
 *
 * @since 0.1.0
 */
public final class InvalidListenerException extends CallbackConfigurationException {

	InvalidListenerException(Method method, String fault) {
		super("The listener method " + method.toGenericString() + " " + fault,
				"Give the method one parameter, an event or a supertype of events, and let it return void, a "
						+ "CompletionStage, or a reactive type.",
				null);
	}

}

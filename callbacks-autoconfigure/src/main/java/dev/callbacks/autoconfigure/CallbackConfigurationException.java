// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import dev.callbacks.CallbackException;
import org.jspecify.annotations.Nullable;

/**
 * The application's configuration of callbacks cannot work. Says what to do.
 *
 * @since 0.1.0
 */
public abstract sealed class CallbackConfigurationException extends CallbackException
		permits InvalidPropertyException, InvalidListenerException, UnknownHandlerException, MissingExecutorException,
		MissingProviderException, AmbiguousProviderException, InvalidRunMethodException {

	private final String action;

	CallbackConfigurationException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/**
	 * What to do.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

}

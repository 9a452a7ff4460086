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

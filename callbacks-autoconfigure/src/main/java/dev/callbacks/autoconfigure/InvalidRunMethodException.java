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
